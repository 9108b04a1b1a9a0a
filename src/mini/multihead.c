/* The multi-head layer: projections in, heads apart, projection out, and the way back. */
#include <stddef.h>
#include <string.h>

#include "mini/attend.h"
#include "mini/size.h"

/* y (units) = w (units,dim) x + b. */
static void project(const float *w, const float *b, const float *x, int units, int dim, float *y) {
  for (int u = 0; u < units; u++) {
    float sum = b[u];
    for (int i = 0; i < dim; i++) sum += w[u * dim + i] * x[i];
    y[u] = sum;
  }
}

/* dx (dim) += wᵀ up; dw (units,dim) += up ⊗ x; db (units) += up. */
static void project_back(const float *w, const float *x, const float *up, int units, int dim,
                         float *dx, float *dw, float *db) {
  for (int u = 0; u < units; u++) {
    db[u] += up[u];
    for (int i = 0; i < dim; i++) {
      dx[i] += up[u] * w[u * dim + i];
      dw[u * dim + i] += up[u] * x[i];
    }
  }
}

/* Where head h of example b keeps position p, in an array (batch,heads,seq,dim/heads). */
static size_t head_at(const glia_multihead *m, int b, int h, int p) {
  return (((size_t)b * m->heads + h) * m->seq + p) * (m->dim / m->heads);
}

/* One position's numbers (dim), from the heads or to them. */
static void gather(const glia_multihead *m, const float *apart, int b, int p, float *row) {
  const int d = m->dim / m->heads;
  for (int h = 0; h < m->heads; h++) memcpy(row + h * d, apart + head_at(m, b, h, p), d * sizeof *row);
}

static void scatter(const glia_multihead *m, const float *row, int b, int p, float *apart) {
  const int d = m->dim / m->heads;
  for (int h = 0; h < m->heads; h++) memcpy(apart + head_at(m, b, h, p), row + h * d, d * sizeof *row);
}

/* Arrays that lie between; `apart` are (batch,heads,seq,dim/heads). */
typedef struct between {
  float *apart, *slopes; /* the heads' results; gradients by q, k, v and by the results, four of them */
  float *row, *wide;     /* (3*dim) each */
  float *slope;          /* (seq) */
} between;

static void go_forward(const glia_multihead *m, const glia_attention *a, const between *o) {
  const size_t size = (size_t)m->batch * m->seq * m->dim;
  for (int b = 0; b < m->batch; b++) {
    for (int p = 0; p < m->seq; p++) {
      project(m->w_in, m->b_in, m->x + ((size_t)b * m->seq + p) * m->dim, 3 * m->dim, m->dim, o->wide);
      for (int part = 0; part < 3; part++) {
        scatter(m, o->wide + part * m->dim, b, p, m->qkv + part * size);
      }
    }
  }
  glia_attend(a, m->qkv, m->qkv + size, m->qkv + 2 * size, m->scores, m->weights, o->apart);
  for (int b = 0; b < m->batch; b++) {
    for (int p = 0; p < m->seq; p++) {
      gather(m, o->apart, b, p, o->row);
      project(m->w_out, m->b_out, o->row, m->dim, m->dim, m->out + ((size_t)b * m->seq + p) * m->dim);
    }
  }
}

static void go_back(const glia_multihead *m, const glia_attention *a, const between *o) {
  const size_t dim = (size_t)m->dim, size = (size_t)m->batch * m->seq * dim;
  float *up = o->slopes + 3 * size;
  memset(m->dx, 0, size * sizeof(float));
  memset(m->dw_in, 0, 3 * dim * dim * sizeof(float));
  memset(m->db_in, 0, 3 * dim * sizeof(float));
  memset(m->dw_out, 0, dim * dim * sizeof(float));
  memset(m->db_out, 0, dim * sizeof(float));
  for (int b = 0; b < m->batch; b++) {
    for (int p = 0; p < m->seq; p++) {
      gather(m, o->apart, b, p, o->row);
      memset(o->wide, 0, dim * sizeof(float));
      project_back(m->w_out, o->row, m->upstream + ((size_t)b * m->seq + p) * dim, m->dim, m->dim,
                   o->wide, m->dw_out, m->db_out);
      scatter(m, o->wide, b, p, up);
    }
  }
  glia_attend_backward(a, m->qkv, m->qkv + size, m->qkv + 2 * size, m->weights, up, o->slope, o->slopes,
                       o->slopes + size, o->slopes + 2 * size);
  for (int b = 0; b < m->batch; b++) {
    for (int p = 0; p < m->seq; p++) {
      const size_t at = ((size_t)b * m->seq + p) * dim;
      for (int part = 0; part < 3; part++) gather(m, o->slopes + part * size, b, p, o->wide + part * m->dim);
      project_back(m->w_in, m->x + at, o->wide, 3 * m->dim, m->dim, m->dx + at, m->dw_in, m->db_in);
    }
  }
}

/* Batches are but more heads. */
static glia_attention attention_of(const glia_multihead *m) {
  const glia_attention all = {m->batch * m->heads, m->seq, m->dim / m->heads, m->causal, m->mask, m->temperature};
  return all;
}

glia_status glia_multihead_check(const glia_multihead *m, glia_error *error) {
  const glia_mini_size sizes[] = {{"batch", m->batch}, {"heads", m->heads}, {"dim", m->dim}};
  glia_status status = glia_mini_check_sizes(sizes, 3, error);
  if (status) return status;
  if (m->dim % m->heads) {
    return glia_fail(error, GLIA_SHAPE, -1,
                     "dim is %d and heads %d; every head takes an equal part, so dim must be a multiple of heads",
                     m->dim, m->heads);
  }
  const glia_attention all = attention_of(m);
  const glia_mini_size heads = {"batch times heads", all.heads};
  status = glia_mini_check_sizes(&heads, 1, error);
  return status ? status : glia_attend_check(&all, error);
}

glia_status glia_multihead_run(const glia_multihead *m, glia_arena *arena, glia_error *error) {
  const glia_attention all = attention_of(m);
  const size_t size = (size_t)m->batch * m->seq * m->dim;
  const between o = {
      glia_arena_floats(arena, size),
      glia_arena_floats(arena, m->upstream ? 4 * size : 1),
      glia_arena_floats(arena, 3 * (size_t)m->dim),
      glia_arena_floats(arena, 3 * (size_t)m->dim),
      glia_arena_floats(arena, (size_t)m->seq),
  };
  if (!o.apart || !o.slopes || !o.row || !o.wide || !o.slope) return glia_fail(error, GLIA_MEMORY, -1, NULL);
  go_forward(m, &all, &o);
  if (m->upstream) go_back(m, &all, &o);
  return GLIA_OK;
}
