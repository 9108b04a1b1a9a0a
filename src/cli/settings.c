/* The table of settings, for people or as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "io/experiment.h"
#include "io/settings_json.h"
#include "nn/activation.h"

enum { MARGIN = 14, WIDTH = 96 };

static int print_json(void) {
  const size_t length = glia_settings_json(NULL, 0);
  char *text = malloc(length + 1);
  if (!text) return cli_fail(CLI_FAILED, "%s", glia_status_sentence(GLIA_MEMORY));
  glia_settings_json(text, length + 1);
  puts(text);
  free(text);
  return CLI_DONE;
}

/* Words on lines that begin at the margin. */
static void print_wrapped(const char *text) {
  size_t column = MARGIN;
  printf("%*s", MARGIN, "");
  while (*text) {
    const size_t word = strcspn(text, " ");
    if (column > MARGIN && column + 1 + word > WIDTH) {
      printf("\n%*s", MARGIN, "");
      column = MARGIN;
    }
    if (column > MARGIN) column += (size_t)printf(" ");
    column += (size_t)printf("%.*s", (int)word, text);
    text += word + (text[word] == ' ');
  }
  printf("\n");
}

static int offered(const glia_setting *setting, size_t choice) {
  return setting->type != GLIA_TYPE_LAYERS || !glia_activation_is_joint((glia_activation)choice);
}

static void put_names(glia_text *text, const glia_setting *setting) {
  const char *comma = "";
  for (size_t i = 0; i < setting->choice_count; i++) {
    if (!offered(setting, i)) continue;
    glia_text_put(text, "%s%s", comma, setting->choices[i].name);
    comma = ", ";
  }
}

/* What a setting can be, in words. */
static void put_range(glia_text *text, const glia_setting *setting) {
  switch (setting->type) {
    case GLIA_TYPE_CHOICE:
      glia_text_put(text, "one of ");
      put_names(text, setting);
      break;
    case GLIA_TYPE_SET:
      glia_text_put(text, "one or more, joined by commas, of ");
      put_names(text, setting);
      break;
    case GLIA_TYPE_LAYERS:
      glia_text_put(text,
                    "up to %d layers joined by commas, each UNITS:ACTIVATION with 1 to %d units and "
                    "one of ",
                    GLIA_MAX_HIDDEN, GLIA_MAX_UNITS);
      put_names(text, setting);
      glia_text_put(text,
                    "; then, as wanted, +bn or +ln, +drop0.2, +res, +nobias, or an init such as "
                    "+he_normal");
      break;
    case GLIA_TYPE_REAL:
    case GLIA_TYPE_INTEGER:
      glia_text_put(text, setting->type == GLIA_TYPE_REAL ? "a number from " : "a whole number from ");
      glia_text_real(text, setting->min);
      glia_text_put(text, " to ");
      glia_text_real(text, setting->max);
      glia_text_put(text, "%s%s", setting->unit[0] ? " " : "", setting->unit);
  }
  if (setting->when_key[0]) {
    glia_text_put(text, "; for %s ", setting->when_key);
    for (const char *c = setting->when_name; *c; c++) glia_text_put(text, *c == ',' ? " or " : "%c", *c);
  }
}

static void print_row(const glia_setting *setting) {
  const glia_settings preset = glia_experiment_preset();
  char value[512], range[1024];
  glia_experiment_value(&preset, setting, value, sizeof value);
  glia_text text = glia_text_open(range, sizeof range);
  put_range(&text, setting);
  printf("  %-*s%s: %s\n", MARGIN - 2, setting->key, setting->label, setting->help);
  print_wrapped(range);
  printf("%*sdefault %s\n", MARGIN, "", value);
}

static int print_one(const char *key) {
  const glia_setting *setting = glia_setting_find(key, strlen(key));
  if (!setting) {
    return cli_fail(CLI_MISUSED, "there is no setting '%s'; 'glia settings' lists them all", key);
  }
  print_row(setting);
  for (size_t i = 0; i < setting->choice_count; i++) {
    if (!offered(setting, i)) continue;
    const glia_choice *choice = &setting->choices[i];
    static const char *const only[] = {"", " (for classes)", " (for values)"};
    const int apart = setting->type == GLIA_TYPE_CHOICE && strcmp(key, "data") != 0;
    printf("%*s%-16s%s%s\n", MARGIN, "", choice->name, choice->help,
           apart ? only[choice->task] : "");
  }
  return CLI_DONE;
}

int cli_settings(const cli_call *call) {
  if (call->operands && call->given & CLI_JSON) {
    return cli_fail(CLI_MISUSED, "settings takes a KEY or --json, not both");
  }
  if (call->given & CLI_JSON) return print_json();
  if (call->operands) return print_one(call->operand[0]);
  size_t count;
  const glia_setting *table = glia_settings_table(&count);
  const char *group = "";
  printf("An experiment is a list of KEY=VALUE joined by &, such as 'data=xor&layers=4:relu'.\n");
  for (size_t i = 0; i < count; i++) {
    if (strcmp(group, table[i].group) != 0) printf("\n%s\n", table[i].group);
    group = table[i].group;
    print_row(&table[i]);
  }
  return CLI_DONE;
}
