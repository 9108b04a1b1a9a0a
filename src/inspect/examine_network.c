#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "inspect/examine.h"

glia_finding *glia_finding_add(glia_diagnosis *diagnosis, glia_complaint complaint, int layer,
                               double measured) {
  if (diagnosis->count == GLIA_FINDINGS) diagnosis->count--; /* the last place is used again */
  glia_finding *finding = &diagnosis->finding[diagnosis->count++];
  *finding = (glia_finding){.complaint = complaint,
                            .layer = layer,
                            .measured = measured,
                            .threshold = glia_complaint_threshold(complaint)};
  return finding;
}

void glia_finding_unit(glia_finding *finding, size_t unit) {
  if (finding->units < GLIA_FINDING_UNITS) finding->unit[finding->units] = (uint32_t)unit;
  finding->units++;
}

void glia_finding_say(glia_finding *finding, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  glia_text text = glia_text_open(finding->sentence, sizeof finding->sentence);
  glia_text_put_list(&text, format, arguments);
  va_end(arguments);
}

void glia_examine_fault(glia_diagnosis *diagnosis, const glia_run *run) {
  glia_error error;
  if (!glia_trainer_fault(run->trainer, &error)) return;
  glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_DIVERGED,
                                     (int)run->trainer->fault_layer - 1, 1.0);
  glia_finding_say(f, "%.*s", GLIA_FINDING_TEXT - 1, error.message);
}

/* Whether all units of a layer have the same incoming weights and bias. */
static int is_symmetric(const glia_network *network, const float *parameters, uint32_t l) {
  static const glia_role roles[] = {GLIA_ROLE_WEIGHTS, GLIA_ROLE_BIASES, GLIA_ROLE_PROJECTION};
  const glia_dense *dense = &network->layer[l];
  for (int i = 0; i < 3; i++) {
    const float *block = glia_network_block(network, l, roles[i], parameters);
    if (!block) continue;
    const size_t rows = network->tensor[dense->tensor[roles[i]]].rows;
    for (size_t r = 0; r < rows; r++) {
      for (size_t u = 1; u < dense->units; u++) {
        if (block[r * dense->stride + u] != block[r * dense->stride]) return 0;
      }
    }
  }
  return 1;
}

void glia_examine_symmetry(glia_diagnosis *diagnosis, const glia_run *run) {
  const glia_network *network = &run->model->network;
  for (uint32_t l = 0; l + 1 < network->layer_count; l++) {
    const size_t units = network->layer[l].units;
    if (units < 2 || !is_symmetric(network, run->model->parameters, l)) continue;
    glia_finding *f =
        glia_finding_add(diagnosis, GLIA_COMPLAINT_SYMMETRY, (int)l, (double)units);
    for (size_t u = 0; u < units; u++) glia_finding_unit(f, u);
    glia_finding_say(f,
                     "All %lu units of hidden layer %u have the same weights, so they get the same "
                     "gradient and stay alike for ever: together they can do no more than one. "
                     "Start from random weights.",
                     (unsigned long)units, l + 1);
  }
}

void glia_examine_dead(glia_diagnosis *diagnosis, const glia_run *run, const glia_statistics *s) {
  for (uint32_t l = 0; l + 1 < s->layers; l++) {
    const glia_layer_statistics *layer = &s->layer[l];
    if (!layer->dead) continue;
    const double share = (double)layer->dead / (double)layer->units;
    glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_DEAD, (int)l, share);
    for (size_t u = 0; u < layer->units; u++) {
      if (layer->unit[u].active == 0.0f) glia_finding_unit(f, u);
    }
    glia_finding_say(f,
                     "%lu of %lu units of hidden layer %u are dead: on none of the %lu training "
                     "examples does a gradient pass through them, so they never learn again. A "
                     "smaller rate, or leaky_relu or elu, keeps units alive.",
                     (unsigned long)layer->dead, (unsigned long)layer->units, l + 1,
                     (unsigned long)run->dataset.train.rows);
  }
}

void glia_examine_saturated(glia_diagnosis *diagnosis, const glia_run *run,
                            const glia_statistics *s) {
  const glia_network *network = &run->model->network;
  const double threshold = glia_complaint_threshold(GLIA_COMPLAINT_SATURATED);
  for (uint32_t l = 0; l + 1 < s->layers; l++) {
    const glia_layer_statistics *layer = &s->layer[l];
    double most = 0.0;
    size_t units = 0;
    for (size_t u = 0; u < layer->units; u++) {
      const double share = (double)layer->unit[u].saturated;
      if (share > most) most = share;
      units += share >= threshold;
    }
    if (!units) continue;
    glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_SATURATED, (int)l, most);
    for (size_t u = 0; u < layer->units; u++) {
      if ((double)layer->unit[u].saturated >= threshold) glia_finding_unit(f, u);
    }
    size_t count;
    const glia_choice *activations = glia_activation_choices(&count);
    glia_finding_say(f,
                     "%lu of %lu units of hidden layer %u are saturated: their %s is flat on "
                     "nearly every training example, so hardly any gradient passes. Smaller "
                     "weights at the start help.",
                     (unsigned long)units, (unsigned long)layer->units, l + 1,
                     activations[network->layer[l].options.activation].name);
  }
}

/* Root mean square of the gradients of a layer's weights. */
static double slope_of(const glia_layer_statistics *layer) {
  const double count = (double)layer->gradients.count;
  return count > 0.0 ? layer->gradients.norm / __builtin_sqrt(count) : 0.0;
}

void glia_examine_gradients(glia_diagnosis *diagnosis, const glia_run *run,
                            const glia_statistics *s) {
  const double least = glia_complaint_threshold(GLIA_COMPLAINT_VANISHING);
  double later = slope_of(&s->layer[s->layers - 1]);
  double ratio[GLIA_MAX_LAYERS];
  for (size_t l = s->layers - 1; l-- > 0;) {
    const double own = slope_of(&s->layer[l]);
    /* Alike or wholly dead units are another complaint. */
    const int other = s->layer[l].dead == s->layer[l].units ||
                      is_symmetric(&run->model->network, run->model->parameters, (uint32_t)l);
    ratio[l] = later > 0.0 && !other ? own / later : 1.0;
    if (own > later) later = own;
  }
  for (size_t l = 0; l + 1 < s->layers; l++) {
    if (!(ratio[l] < least)) continue;
    glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_VANISHING, (int)l, ratio[l]);
    glia_finding_say(f,
                     "The gradient vanishes on its way down: in hidden layer %lu it is %.2g times "
                     "what it is further up, so this layer hardly learns. ReLU, normalization, "
                     "residual connections or fewer layers help.",
                     (unsigned long)l + 1, ratio[l]);
  }
  const double most = glia_complaint_threshold(GLIA_COMPLAINT_EXPLODING);
  for (size_t l = 0; l < s->layers; l++) {
    const glia_layer_statistics *layer = &s->layer[l];
    const double size = layer->gradient_norm / layer->parameter_norm;
    if (!(layer->parameter_norm > 0.0) || !(size > most)) continue;
    glia_finding *f = glia_finding_add(diagnosis, GLIA_COMPLAINT_EXPLODING, (int)l, size);
    glia_finding_say(f,
                     "The gradient of layer %lu is %.3g times as large as its weights. Smaller "
                     "initial weights or clipping the gradient keep it in bounds.",
                     (unsigned long)l + 1, size);
  }
}
