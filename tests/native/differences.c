#include "differences.h"

#include "floats.h"

enum { ATTEMPTS = 2000 };

static int is_normalized(const reference *shape) {
  for (uint32_t l = 0; l < shape->layers.count; l++) {
    if (shape->layers.layer[l].norm != GLIA_NORM_NONE) return 1;
  }
  return 0;
}

static void fill_targets(fixture *f, uint32_t *random) {
  const glia_loss loss = f->shape.loss.kind;
  const size_t each = reference_targets(&f->shape);
  for (size_t i = 0; i < f->rows * each; i++) {
    f->target[i] = next_float(random, ORDINARY);
    if (loss == GLIA_LOSS_BCE) f->target[i] = (float)(next_bits(random) % 5) / 4;
    if (loss == GLIA_LOSS_FOCAL) f->target[i] = (float)(next_bits(random) % 2);
    if (each < f->network.outputs) f->target[i] = (float)(next_bits(random) % f->network.outputs);
  }
}

void fill_random(fixture *f, uint32_t *random) {
  /* a step may reach further behind a division by a small deviation */
  const double room = is_normalized(&f->shape) ? 1e-3 : 1e-4;
  double nearest = 0, least = 0;
  for (int attempt = 0; nearest < room || least < 0.1; attempt++) {
    assert_true(attempt < ATTEMPTS);
    for (size_t i = 0; i < f->network.parameter_count; i++) {
      f->canonical[i] = next_float(random, ORDINARY) / 2;
    }
    for (size_t i = 0; i < f->rows * f->network.inputs; i++) f->x[i] = next_float(random, ORDINARY);
    fill_targets(f, random);
    double *p = doubles_of(f->canonical, f->network.parameter_count);
    double *x = doubles_of(f->x, f->rows * f->network.inputs);
    double *t = doubles_of(f->target, f->rows * reference_targets(&f->shape));
    nearest = reference_nearest_corner(&f->shape, p, x, t, f->rows);
    least = reference_least_deviation(&f->shape, p, x, f->rows);
    free(p);
    free(x);
    free(t);
  }
  glia_network_import(&f->network, f->canonical, f->parameters);
}

/* Statistics of no batch in particular: the engine's with its padding, the reference's without. */
static double *random_statistics(fixture *f, uint32_t *random) {
  double *plain = calloc(f->network.running + 1, sizeof *plain), *to = plain;
  for (uint32_t l = 0; l < f->network.layer_count; l++) {
    const glia_dense *d = &f->network.layer[l];
    if (d->options.norm != GLIA_NORM_BATCH) continue;
    for (int variance = 0; variance < 2; variance++) {
      for (uint32_t u = 0; u < d->units; u++) {
        const float value = next_float(random, ORDINARY) / 2 + (variance ? 1.25f : 0.0f);
        f->running[d->running + (variance ? d->stride : 0) + u] = value;
        *to++ = (double)value;
      }
    }
  }
  f->shape.running = plain;
  return plain;
}

/* Sums are short and their terms of the size of 1: a few roundings of terms, a dozen of the sum; more
 * where terms were divided by a deviation. */
static void check_gradients(const char *name, const float *got, const double *expected, size_t count,
                            double slack) {
  const double largest = largest_of(expected, count);
  for (size_t i = 0; i < count; i++) {
    const double tolerance = slack * (2e-6 * largest + 1e-5 * fabs(expected[i]) + 1e-6);
    if (!(fabs((double)got[i] - expected[i]) <= tolerance)) {
      fail_msg("%s %zu is %.9g, by differences %.9g (largest %.3g)", name, i, (double)got[i],
               expected[i], largest);
    }
  }
}

int check_by_differences(const reference *shape, const char *name, size_t rows, uint32_t *random) {
  const uint32_t inputs = shape->inputs;
  const double slack = is_normalized(shape) ? 8 : 1;
  fixture f = open_fixture(shape, rows, rows + rows % 3);
  double *running = random_statistics(&f, random);
  fill_random(&f, random);
  pass(&f);
  const size_t count = f.network.parameter_count, values = rows * inputs;
  double *p = doubles_of(f.canonical, count), *x = doubles_of(f.x, values);
  double *target = doubles_of(f.target, rows * reference_targets(shape));
  double *gradient = calloc(count + values, sizeof *gradient);
  float *got = new_floats(count), *got_x = new_floats(values);
  reference_gradient(&f.shape, p, x, target, rows, gradient, gradient + count);
  glia_network_export(&f.network, f.gradient, got);
  for (size_t i = 0; i < values; i++) {
    got_x[i] = f.workspace.input_delta[i / inputs * ((inputs + 3) / 4 * 4) + i % inputs];
  }
  const double expected = reference_loss(&f.shape, p, x, target, rows);
  if (!(fabs(f.loss - expected) <= slack * 2e-6 * (1 + expected))) {
    fail_msg("%s: the loss is %.9g, the reference's %.9g", name, f.loss, expected);
  }
  check_gradients(name, got, gradient, count, slack);
  check_gradients(name, got_x, gradient + count, values, slack);
  check_gradient_padding(&f);
  const int telling = largest_of(gradient, count) > 1e-3;
  free(running);
  free(p);
  free(x);
  free(target);
  free(gradient);
  free(got);
  free(got_x);
  close_fixture(&f);
  return telling;
}
