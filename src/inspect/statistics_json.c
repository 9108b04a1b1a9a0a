#include "inspect/json.h"
#include "inspect/statistics.h"

static void put_spread(glia_text *text, const char *name, const glia_spread *spread, size_t bins) {
  glia_json_key(text, name, 0);
  glia_text_put(text, "{\"count\":%lu,\"bad\":%lu", (unsigned long)spread->count,
                (unsigned long)spread->bad);
  glia_json_real(text, "mean", spread->mean);
  glia_json_real(text, "deviation", spread->deviation);
  glia_json_real(text, "min", spread->min);
  glia_json_real(text, "max", spread->max);
  glia_json_real(text, "norm", spread->norm);
  glia_json_real(text, "low", spread->low);
  glia_json_real(text, "high", spread->high);
  glia_text_put(text, ",\"below\":%lu,\"above\":%lu,\"bins\":[", (unsigned long)spread->below,
                (unsigned long)spread->above);
  for (size_t i = 0; i < bins; i++) glia_text_put(text, "%s%u", i ? "," : "", spread->bin[i]);
  glia_text_put(text, "]}");
}

static void put_layer(glia_text *text, const glia_layer_statistics *layer, size_t bins) {
  glia_text_put(text, "{\"units\":[");
  for (size_t u = 0; u < layer->units; u++) {
    glia_text_put(text, "%s{\"active\":", u ? "," : "");
    glia_json_single(text, layer->unit[u].active);
    glia_json_float(text, "saturated", layer->unit[u].saturated);
    glia_text_put(text, "}");
  }
  glia_text_put(text, "],\"dead\":%lu", (unsigned long)layer->dead);
  glia_json_real(text, "saturated", layer->saturated);
  glia_json_real(text, "gradientNorm", layer->gradient_norm);
  glia_json_real(text, "parameterNorm", layer->parameter_norm);
  glia_json_real(text, "updateNorm", layer->update_norm);
  put_spread(text, "weights", &layer->weights, bins);
  put_spread(text, "gradients", &layer->gradients, bins);
  put_spread(text, "activations", &layer->activations, bins);
  glia_text_put(text, "}");
}

size_t glia_statistics_json(const glia_statistics *statistics, char *buffer, size_t room) {
  glia_text text = glia_text_open(buffer, room);
  glia_text_put(&text, "{\"step\":");
  glia_json_number(&text, (double)statistics->step);
  glia_json_flag(&text, "updated", statistics->updated);
  glia_json_real(&text, "gradientNorm", statistics->gradient_norm);
  glia_json_real(&text, "parameterNorm", statistics->parameter_norm);
  glia_json_real(&text, "updateNorm", statistics->update_norm);
  glia_text_put(&text, ",\"layers\":[");
  for (size_t l = 0; l < statistics->layers; l++) {
    if (l) glia_text_put(&text, ",");
    put_layer(&text, &statistics->layer[l], statistics->bins);
  }
  glia_text_put(&text, "]}");
  return text.length;
}
