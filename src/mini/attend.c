#include "mini/attend.h"

#include <stddef.h>
#include <string.h>

#include "base/scalar.h"
#include "base/vmath.h"
#include "mini/size.h"

static int may_look(const glia_attention *a, int i, int j) {
  return !(a->causal && j > i) && (!a->mask || a->mask[i * a->seq + j]);
}

glia_status glia_attend_check(const glia_attention *a, glia_error *error) {
  const glia_mini_size sizes[] = {{"heads", a->heads}, {"seq", a->seq}, {"dim", a->dim}};
  const int pairs[] = {a->heads, a->seq, a->seq}, vectors[] = {a->heads, a->seq, a->dim};
  glia_status status = glia_mini_check_sizes(sizes, 3, error);
  if (!status) status = glia_mini_check_floats("the weights", pairs, 3, error);
  if (!status) status = glia_mini_check_floats("the queries", vectors, 3, error);
  if (status) return status;
  if (!(a->temperature > 0.0f && a->temperature <= 1e6f)) {
    return glia_fail(error, GLIA_RANGE, -1, "temperature is %g; it must be above 0, and at most 1000000",
                     (double)a->temperature);
  }
  for (int i = 0; i < a->seq; i++) {
    int seen = 0;
    for (int j = 0; j < a->seq; j++) seen += may_look(a, i, j);
    if (!seen) {
      return glia_fail(error, GLIA_CONFLICT, -1,
                       "position %d may look nowhere: the mask must leave it one position at least", i);
    }
  }
  return GLIA_OK;
}

/* weights (seq) of one query from its scores (seq), taken from the largest so that none overflows. */
static void soften(const glia_attention *a, int i, const float *scores, float *weights) {
  float most = 0.0f, sum = 0.0f;
  int seen = 0;
  for (int j = 0; j < a->seq; j++) {
    if (may_look(a, i, j) && (!seen++ || scores[j] > most)) most = scores[j];
  }
  for (int j = 0; j < a->seq; j++) {
    weights[j] = may_look(a, i, j) ? vm_exp1((scores[j] - most) / a->temperature) : 0.0f;
    sum += weights[j];
  }
  for (int j = 0; j < a->seq; j++) weights[j] /= sum;
}

void glia_attend(const glia_attention *a, const float *q, const float *k, const float *v, float *scores,
                 float *weights, float *out) {
  const int n = a->seq, d = a->dim;
  const float root = (float)glia_sqrt((double)d);
  for (int head = 0; head < a->heads; head++, k += n * d, v += n * d) {
    for (int i = 0; i < n; i++, q += d, out += d, scores += n, weights += n) {
      for (int j = 0; j < n; j++) {
        float sum = 0.0f;
        for (int c = 0; c < d; c++) sum += q[c] * k[j * d + c];
        scores[j] = sum / root;
      }
      soften(a, i, scores, weights);
      for (int c = 0; c < d; c++) {
        out[c] = 0.0f;
        for (int j = 0; j < n; j++) out[c] += weights[j] * v[j * d + c];
      }
    }
  }
}

void glia_attend_backward(const glia_attention *a, const float *q, const float *k, const float *v,
                          const float *weights, const float *upstream, float *slope, float *dq,
                          float *dk, float *dv) {
  const int n = a->seq, d = a->dim;
  const float scale = (float)glia_sqrt((double)d) * a->temperature;
  const size_t bytes = (size_t)a->heads * n * d * sizeof *dq;
  memset(dq, 0, bytes);
  memset(dk, 0, bytes);
  memset(dv, 0, bytes);
  for (int head = 0; head < a->heads; head++, k += n * d, v += n * d, dk += n * d, dv += n * d) {
    for (int i = 0; i < n; i++, q += d, dq += d, upstream += d, weights += n) {
      float mean = 0.0f;
      for (int j = 0; j < n; j++) {
        slope[j] = 0.0f;
        for (int c = 0; c < d; c++) {
          slope[j] += upstream[c] * v[j * d + c];
          dv[j * d + c] += weights[j] * upstream[c];
        }
        mean += weights[j] * slope[j];
      }
      for (int j = 0; j < n; j++) {
        const float by_dot = weights[j] * (slope[j] - mean) / scale;
        for (int c = 0; c < d; c++) {
          dq[c] += by_dot * k[j * d + c];
          dk[j * d + c] += by_dot * q[c];
        }
      }
    }
  }
}

void glia_positions(int seq, int dim, double base, float *out) {
  for (int p = 0; p < seq; p++) {
    for (int c = 0; c < dim; c++) {
      const double turn = (double)p / glia_pow(base, (double)(c - c % 2) / (double)dim);
      *out++ = (float)(c % 2 ? glia_cos(turn) : glia_sin(turn));
    }
  }
}
