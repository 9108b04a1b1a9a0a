#include "inspect/check.h"

#include "inspect/exact.h"

#define STEP 0x1p-16
/* Products of the two passes for all parameters; more would take many seconds. */
#define MOST_WORK 2e9

static double size(double x) { return x < 0.0 ? -x : x; }

/* Products it takes to change every parameter twice and pass on from its layer. */
static double work_of(const glia_network *network, size_t rows) {
  double work = 0.0, above = 0.0;
  for (int t = network->tensor_count; t-- > 0;) {
    const double count = (double)network->tensor[t].rows * (double)network->tensor[t].units;
    above += count;
    work += 2.0 * count * above * (double)rows;
  }
  return work;
}

/* How far the outputs move with a parameter, from the last layer at w + h (kept) and now at w - h. */
static double reach(const glia_exact *exact, const double *kept) {
  const glia_network *network = exact->network;
  const double *z = exact->z[network->layer_count - 1];
  double sum = 0.0;
  for (size_t i = 0; i < exact->rows * network->outputs; i++) {
    sum += size(kept[i] - z[i]) * (1.0 + size(z[i]));
  }
  return sum / (2.0 * STEP) / (double)exact->rows;
}

typedef struct check {
  glia_exact exact;
  double *kept;  /* (rows,outputs) */
  double *floor; /* (parameter_count) of agreement, without the layer's part */
} check;

/* Every parameter's numeric gradient and floor, and as verdict whether a corner is near. */
static void differences(check *c, double *numeric, uint8_t *verdict) {
  const glia_network *network = c->exact.network;
  const uint32_t last = network->layer_count - 1;
  uint32_t layer = UINT32_MAX, corners = 0;
  double loss = 0.0;
  for (size_t i = 0; i < network->parameter_count; i++) {
    int t;
    double *w = c->exact.parameters + glia_network_slot(network, i, &t);
    const uint32_t l = network->tensor[t].layer;
    if (l != layer) { /* the layers below stand as they are from here on */
      loss = glia_exact_loss(&c->exact, layer == UINT32_MAX ? 0 : layer);
      loss = glia_exact_loss(&c->exact, l);
      corners = c->exact.corners;
      layer = l;
    }
    const double middle = *w;
    *w = middle + STEP;
    const double above = glia_exact_loss(&c->exact, l);
    int turned = c->exact.corners != corners;
    for (size_t k = 0; k < c->exact.rows * network->outputs; k++) c->kept[k] = c->exact.z[last][k];
    *w = middle - STEP;
    const double below = glia_exact_loss(&c->exact, l);
    if (c->exact.corners != corners) turned = 1;
    *w = middle;
    numeric[i] = (above - below) / (2.0 * STEP);
    const double moved = 2e-4 * reach(&c->exact, c->kept);
    c->floor[i] = moved > 1e-7 * size(loss) ? moved : 1e-7 * size(loss);
    verdict[i] = turned ? GLIA_VERDICT_KINK : GLIA_VERDICT_DIFFERS;
  }
}

/* The largest number of each layer. */
static void largest_of(const glia_network *network, const float *analytic, double *largest) {
  for (uint32_t l = 0; l < network->layer_count; l++) largest[l] = 0.0;
  for (size_t i = 0; i < network->parameter_count; i++) {
    int t;
    glia_network_slot(network, i, &t);
    double *of = &largest[network->tensor[t].layer];
    if (size((double)analytic[i]) > *of) *of = size((double)analytic[i]);
  }
}

glia_status glia_gradient_check(glia_run *run, size_t rows, const float *against, float *analytic,
                                double *numeric, double *agreement, uint8_t *verdict,
                                glia_error *error) {
  const glia_part *part = &run->dataset.train;
  const glia_network *network = &run->model->network;
  if (!rows) rows = run->settings.batch < part->rows ? run->settings.batch : part->rows;
  if (rows > part->rows) {
    return glia_fail(error, GLIA_RANGE, -1, "there are %lu training points, not %lu",
                     (unsigned long)part->rows, (unsigned long)rows);
  }
  if (work_of(network, rows) > MOST_WORK) {
    return glia_fail(error, GLIA_LIMIT, -1,
                     "to check %lu parameters on %lu points takes too long; take fewer points, or a "
                     "smaller network",
                     (unsigned long)network->parameter_count, (unsigned long)rows);
  }
  double loss;
  glia_status status = glia_model_gradients(run->model, NULL, part->x, part->target, rows, &loss,
                                            analytic, NULL, error);
  if (status) return status;
  glia_arena arena = glia_arena_open(&run->arena.memory);
  check c;
  status = glia_exact_take(&c.exact, network, run->model->parameters, part->x, part->target, rows,
                           &arena, error);
  c.kept = glia_arena_array(&arena, rows * network->outputs, sizeof(double));
  c.floor = glia_arena_array(&arena, network->parameter_count, sizeof(double));
  if (!status && (!c.kept || !c.floor)) status = glia_fail(error, GLIA_MEMORY, -1, NULL);
  if (!status) {
    double largest[GLIA_MAX_LAYERS];
    largest_of(network, analytic, largest);
    differences(&c, numeric, verdict);
    for (size_t i = 0; i < network->parameter_count; i++) {
      int t;
      glia_network_slot(network, i, &t);
      const double own = (double)(against ? against[i] : analytic[i]);
      const double right = against ? (double)analytic[i] : numeric[i];
      const double layer = largest[network->tensor[t].layer] / 100.0;
      double whole = size(own) + size(right);
      if (whole < c.floor[i]) whole = c.floor[i];
      if (whole < layer) whole = layer;
      agreement[i] = whole > 0.0 ? size(own - right) / whole : 0.0;
      if (!(own - own == 0.0)) agreement[i] = __builtin_inf();
      if (agreement[i] <= GLIA_CHECK_TOLERANCE) verdict[i] = GLIA_VERDICT_AGREES;
      else if (against) verdict[i] = GLIA_VERDICT_DIFFERS;
    }
  }
  glia_arena_close(&arena);
  return status;
}
