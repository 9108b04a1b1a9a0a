/* Layers in an experiment string: 8:tanh+bn+drop0.2, joined by commas. */
#include <string.h>

#include "io/experiment.h"
#include "io/piece.h"
#include "nn/activation.h"

/* One "+extra" of a layer: bn, ln, drop0.2, res, nobias, or the name of an initialisation. */
static glia_status parse_extra(glia_piece extra, glia_layer *layer, glia_error *error) {
  size_t norms, inits;
  const glia_choice *norm = glia_norm_choices(&norms);
  const glia_setting *init = glia_setting_find("init", 4);
  inits = init->choice_count;
  const int normal = glia_choice_find(norm, norms, extra.text, extra.length);
  const int start = glia_choice_find(init->choices, inits, extra.text, extra.length);
  double share;
  if (normal > 0 && !layer->norm) {
    layer->norm = (glia_norm)normal;
  } else if (start > 0 && !layer->init) {
    layer->init = (glia_init)start;
  } else if (extra.length == 3 && memcmp(extra.text, "res", 3) == 0 && !layer->residual) {
    layer->residual = 1;
  } else if (extra.length == 6 && memcmp(extra.text, "nobias", 6) == 0 && !layer->no_bias) {
    layer->no_bias = 1;
  } else if (extra.length > 4 && memcmp(extra.text, "drop", 4) == 0 && layer->dropout == 0.0f &&
             glia_text_read_real(extra.text + 4, extra.length - 4, &share) &&
             (float)share > 0.0f && share <= GLIA_MAX_DROPOUT) {
    layer->dropout = (float)share;
  } else {
    return glia_fail(error, GLIA_SYNTAX, extra.position,
                     "a layer cannot have '+%.*s'; it can have, once each, +bn or +ln, +drop0.2 "
                     "(up to 0.9), +res, +nobias, and one initialisation such as +he_normal",
                     (int)(extra.length < 40 ? extra.length : 40), extra.text);
  }
  return GLIA_OK;
}

static glia_status refuse_layer(glia_piece item, glia_status status, glia_error *error) {
  return glia_fail(error, status, item.position,
                   "layers cannot hold '%.*s'; a layer is its units, 1 to %d, a colon and its "
                   "activation, such as 8:tanh",
                   (int)(item.length < 40 ? item.length : 40), item.text, GLIA_MAX_UNITS);
}

static glia_status parse_layer(glia_piece item, int hidden, glia_layer *layer, glia_error *error) {
  const char *colon = memchr(item.text, ':', item.length);
  if (!colon) return refuse_layer(item, GLIA_SYNTAX, error);
  double units;
  const size_t digits = (size_t)(colon - item.text);
  if (!glia_text_read_real(item.text, digits, &units)) return refuse_layer(item, GLIA_SYNTAX, error);
  if (!(units >= 1) || !(units <= GLIA_MAX_UNITS) || units != (double)(uint32_t)units) {
    return refuse_layer(item, GLIA_RANGE, error);
  }
  glia_piece rest = glia_piece_part(item, digits + 1, item.length - digits - 1);
  int more = memchr(rest.text, '+', rest.length) != NULL;
  const glia_piece name = glia_piece_next(&rest, '+');
  size_t count;
  const glia_choice *choices = glia_activation_choices(&count);
  const int index = glia_choice_find(choices, count, name.text, name.length);
  if (hidden && index >= 0 && glia_activation_is_joint((glia_activation)index)) {
    return glia_fail(error, GLIA_CONFLICT, name.position,
                     "layers cannot hold %s; its units share one whole, which only an output layer "
                     "does",
                     choices[index].name);
  }
  if (index < 0) {
    if (hidden) count = GLIA_ACTIVATION_SOFTMAX; /* the joint ones end the list */
    return glia_piece_refuse("the activation of one of the layers", name, choices, count, error);
  }
  *layer = (glia_layer){.units = (uint32_t)units, .activation = (glia_activation)index};
  while (more) {
    more = memchr(rest.text, '+', rest.length) != NULL;
    const glia_status status = parse_extra(glia_piece_next(&rest, '+'), layer, error);
    if (status) return status;
  }
  return GLIA_OK;
}

glia_status glia_piece_layers(glia_piece rest, uint32_t most, int hidden, glia_layers *layers,
                                glia_error *error) {
  glia_layers read;
  memset(&read, 0, sizeof read);
  int more = rest.length > 0;
  while (more) {
    more = memchr(rest.text, ',', rest.length) != NULL;
    const glia_piece item = glia_piece_next(&rest, ',');
    if (read.count == most) {
      return glia_fail(error, GLIA_LIMIT, item.position, "there can be at most %u layers here",
                       most);
    }
    const glia_status status = parse_layer(item, hidden, &read.layer[read.count], error);
    if (status) return status;
    read.count++;
  }
  *layers = read;
  return GLIA_OK;
}

glia_status glia_layers_parse(const char *text, size_t length, uint32_t most, int offset,
                              glia_layers *layers, glia_error *error) {
  return glia_piece_layers((glia_piece){text, length, offset, NULL}, most, 0, layers, error);
}

void glia_layers_put(glia_text *text, const glia_layers *layers) {
  size_t count;
  const glia_choice *activations = glia_activation_choices(&count);
  const glia_choice *norms = glia_norm_choices(&count);
  const glia_setting *init = glia_setting_find("init", 4);
  for (uint32_t l = 0; l < layers->count; l++) {
    const glia_layer *layer = &layers->layer[l];
    glia_text_put(text, "%s%u:%s", l ? "," : "", layer->units,
                  activations[layer->activation].name);
    if (layer->norm) glia_text_put(text, "+%s", norms[layer->norm].name);
    if (layer->dropout > 0.0f) {
      glia_text_put(text, "+drop");
      glia_text_float(text, layer->dropout);
    }
    if (layer->residual) glia_text_put(text, "+res");
    if (layer->no_bias) glia_text_put(text, "+nobias");
    if (layer->init) glia_text_put(text, "+%s", init->choices[layer->init].name);
  }
}
