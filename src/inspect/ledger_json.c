#include <string.h>

#include "inspect/json.h"
#include "inspect/ledger.h"

static void put_entries(glia_text *text, const glia_ledger *ledger) {
  glia_text_put(text, ",\"examples\":[");
  for (size_t r = 0; r < ledger->rows; r++) {
    const glia_ledger_entry *entry = &ledger->entry[r];
    glia_text_put(text, "%s{\"example\":%u,\"point\":%u", r ? "," : "", entry->example,
                  entry->point);
    glia_json_float(text, "input", entry->input);
    glia_json_float(text, "delta", entry->delta);
    glia_json_float(text, "product", entry->product);
    glia_text_put(text, "}");
  }
  glia_text_put(text, "]");
}

static void put_detail(glia_text *text, const glia_ledger_detail *detail) {
  glia_text_put(text, ",\"detail\":{\"row\":%lu", (unsigned long)detail->row);
  glia_json_float(text, "pre", detail->pre);
  glia_json_float(text, "z", detail->z);
  glia_json_float(text, "act", detail->act);
  glia_json_float(text, "post", detail->post);
  glia_json_float(text, "mask", detail->mask);
  glia_json_float(text, "byPost", detail->by_post);
  glia_json_float(text, "skip", detail->skip);
  glia_json_float(text, "byZ", detail->by_z);
  glia_json_float(text, "byPre", detail->by_pre);
  glia_json_float(text, "target", detail->target);
  glia_text_put(text, ",\"above\":[");
  for (size_t k = 0; k < detail->terms; k++) {
    const glia_ledger_term *term = &detail->term[k];
    glia_text_put(text, "%s{\"unit\":%lu", k ? "," : "", (unsigned long)k);
    glia_json_float(text, "weight", term->weight);
    glia_json_float(text, "delta", term->delta);
    glia_json_float(text, "product", term->product);
    glia_text_put(text, "}");
  }
  glia_text_put(text, "]}");
}

static void put_gradient(glia_text *text, const glia_ledger *ledger) {
  glia_json_float(text, "gradient", ledger->gradient);
  glia_json_float(text, "l1", ledger->l1);
  glia_json_real(text, "norm", ledger->norm);
  glia_json_float(text, "clipFactor", ledger->clip_factor);
  glia_json_float(text, "clipped", ledger->clipped);
  glia_json_float(text, "limited", ledger->limited);
  glia_json_float(text, "decay", ledger->decay);
  glia_json_float(text, "given", ledger->given);
}

static void put_pair(glia_text *text, const char *name, float before, float after) {
  glia_json_key(text, name, 0);
  glia_text_put(text, "{\"before\":");
  glia_json_single(text, before);
  glia_json_float(text, "after", after);
  glia_text_put(text, "}");
}

static void put_rule(glia_text *text, const glia_ledger *ledger) {
  const glia_setting *optimizers = glia_setting_find("optimizer", strlen("optimizer"));
  glia_json_text(text, "optimizer", optimizers->choices[ledger->optimizer].name);
  glia_json_real(text, "rate", ledger->rate);
  glia_json_real(text, "momentum", ledger->momentum);
  glia_json_real(text, "keep1", ledger->keep1);
  glia_json_real(text, "keep2", ledger->keep2);
  glia_json_real(text, "eps", ledger->eps);
  if (ledger->has_first) put_pair(text, "first", ledger->first_before, ledger->first_after);
  if (ledger->has_second) put_pair(text, "second", ledger->second_before, ledger->second_after);
  glia_json_real(text, "correction1", ledger->correction1);
  glia_json_real(text, "correction2", ledger->correction2);
  glia_json_float(text, "denominator", ledger->denominator);
  glia_json_float(text, "shrink", ledger->shrink);
  glia_json_real(text, "weightNorm", ledger->weight_norm);
  glia_json_real(text, "updateNorm", ledger->update_norm);
  glia_json_real(text, "trust", ledger->trust);
  glia_json_float(text, "change", ledger->change);
  glia_json_float(text, "before", ledger->before);
  glia_json_float(text, "after", ledger->after);
  glia_json_flag(text, "agrees", ledger->agrees);
  glia_json_flag(text, "edited", ledger->edited);
  glia_json_float(text, "value", ledger->value);
}

size_t glia_ledger_json(const glia_ledger *ledger, const glia_run *run, char *buffer, size_t room) {
  static const char *const roles[] = {"weight", "bias", "gamma", "beta", "projection"};
  size_t count;
  const glia_choice *activations = glia_activation_choices(&count);
  const glia_dense *dense = &run->model->network.layer[ledger->layer];
  glia_text text = glia_text_open(buffer, room);
  glia_text_put(&text, "{\"index\":%lu,\"role\":\"%s\",\"layer\":%u,\"unit\":%u,\"input\":%u",
                (unsigned long)ledger->index, roles[ledger->role], ledger->layer, ledger->unit,
                ledger->input);
  glia_json_text(&text, "activation", activations[dense->options.activation].name);
  glia_json_real(&text, "step", (double)ledger->step);
  glia_json_real(&text, "loss", ledger->loss);
  put_entries(&text, ledger);
  put_gradient(&text, ledger);
  put_rule(&text, ledger);
  if (ledger->detail) put_detail(&text, ledger->detail);
  glia_text_put(&text, "}");
  return text.length;
}
