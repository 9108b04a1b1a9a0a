/* Back-propagation through time: the steps in reverse, each step's gradient by the state handed to the
 * step before. dh0 and dc0 carry it. */
#include <stddef.h>
#include <string.h>

#include "base/vmath.h"
#include "mini/recur.h"

/* Gradients by the sums of one step of one example: by what the input gave (in) and by what the state gave
 * (across), which differ for the last block of gru. dh in: by the state after; out: the part of the gradient
 * by the state before that does not go through the weights. */
static void close_gates(const glia_recurrence *r, const float *gates, const float *before,
                        const float *c_before, const float *c, float *dh, float *dc, float *in,
                        float *across) {
  const int n = r->hidden;
  for (int u = 0; u < n; u++) {
    const float *gate = gates + u;
    const float up = dh[u];
    dh[u] = 0.0f;
    if (r->cell == GLIA_CELL_LSTM) {
      const float i = gate[0], f = gate[n], g = gate[2 * n], o = gate[3 * n], out = vm_tanh1(c[u]);
      const float by_c = dc[u] + up * o * (1.0f - out * out);
      in[u] = by_c * g * i * (1.0f - i);
      in[n + u] = by_c * c_before[u] * f * (1.0f - f);
      in[2 * n + u] = by_c * i * (1.0f - g * g);
      in[3 * n + u] = up * out * o * (1.0f - o);
      dc[u] = by_c * f;
    } else if (r->cell == GLIA_CELL_GRU) {
      const float reset = gate[0], z = gate[n], fresh = gate[2 * n];
      const int row = 2 * n + u;
      float heard = r->b_hh[row]; /* what the reset gate was multiplied with */
      for (int j = 0; j < n; j++) heard += r->w_hh[row * n + j] * before[j];
      in[row] = up * (1.0f - z) * (1.0f - fresh * fresh);
      in[n + u] = up * (before[u] - fresh) * z * (1.0f - z);
      in[u] = in[row] * heard * reset * (1.0f - reset);
      dh[u] = up * z;
    } else {
      in[u] = up * (1.0f - gate[0] * gate[0]);
    }
  }
  memcpy(across, in, (size_t)glia_cell_blocks(r->cell) * n * sizeof *in);
  if (r->cell == GLIA_CELL_GRU) {
    for (int u = 0; u < n; u++) across[2 * n + u] *= gates[u];
  }
}

/* through (columns) += Wᵀ slope; dw (rows,columns) += slope ⊗ x; db (rows) += slope. */
static void back_through(const float *w, const float *slope, const float *x, int rows, int columns,
                         float *through, float *dw, float *db) {
  for (int row = 0; row < rows; row++) {
    db[row] += slope[row];
    for (int i = 0; i < columns; i++) {
      through[i] += slope[row] * w[row * columns + i];
      dw[row * columns + i] += slope[row] * x[i];
    }
  }
}

void glia_recur_backward(const glia_recurrence *r, const glia_recurrence_slopes *s) {
  const size_t wide = (size_t)glia_cell_blocks(r->cell) * r->hidden;
  const size_t hidden = (size_t)r->hidden, inputs = (size_t)r->inputs, batch = (size_t)r->batch;
  const int lstm = r->cell == GLIA_CELL_LSTM;
  float *in = s->scratch, *across = s->scratch + wide;
  memset(s->dx, 0, r->steps * batch * inputs * sizeof(float));
  memset(s->dh0, 0, batch * hidden * sizeof(float));
  memset(s->dw_ih, 0, wide * inputs * sizeof(float));
  memset(s->dw_hh, 0, wide * hidden * sizeof(float));
  memset(s->db_ih, 0, wide * sizeof(float));
  memset(s->db_hh, 0, wide * sizeof(float));
  if (lstm && s->upstream_c) memcpy(s->dc0, s->upstream_c, batch * hidden * sizeof(float));
  else if (lstm) memset(s->dc0, 0, batch * hidden * sizeof(float));
  for (size_t t = (size_t)r->steps; t-- > 0;) {
    for (size_t b = 0; b < batch; b++) {
      const size_t at = t * batch + b;
      const float *before = t ? r->h + (at - batch) * hidden : r->h0 + b * hidden;
      const float *c = lstm ? r->c + at * hidden : NULL;
      const float *c_before = !lstm ? NULL : t ? c - batch * hidden : r->c0 + b * hidden;
      float *dh = s->dh0 + b * hidden;
      for (size_t u = 0; u < hidden; u++) dh[u] += s->upstream[at * hidden + u];
      close_gates(r, r->gates + at * wide, before, c_before, c, dh, lstm ? s->dc0 + b * hidden : NULL,
                  in, across);
      back_through(r->w_ih, in, r->x + at * inputs, (int)wide, r->inputs, s->dx + at * inputs,
                   s->dw_ih, s->db_ih);
      back_through(r->w_hh, across, before, (int)wide, r->hidden, dh, s->dw_hh, s->db_hh);
    }
  }
}
