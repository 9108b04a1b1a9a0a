#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "io/experiment.h"
#include "io/receipt.h"

typedef struct option {
  const char *name;
  uint32_t bit;
  const char *wants; /* NULL: no value */
} option;

static const option options[] = {
    {"--steps", CLI_STEPS, "a whole number, up to 2 to the 53rd"},
    {"--data", CLI_DATA, "the name of a file"},
    {"--labels", CLI_LABELS, "the name of a file"},
    {"--target", CLI_TARGET, "the name of a column"},
    {"--task", CLI_TASK, "classes or values"},
    {"--points", CLI_POINTS, "the name of a file"},
    {"--seconds", CLI_SECONDS, "a number from 0.01 to 60"},
    {"--json", CLI_JSON, NULL},
};

enum { OPTIONS = sizeof options / sizeof *options };

static int read_steps(const char *text, uint64_t *steps) {
  char *end;
  if (*text < '0' || *text > '9') return 0;
  errno = 0;
  *steps = strtoull(text, &end, 10);
  return *end == '\0' && errno == 0 && *steps <= GLIA_RECEIPT_STEPS;
}

static int take(const option *o, const char *value, cli_call *call) {
  switch (o->bit) {
    case CLI_STEPS: return read_steps(value, &call->steps);
    case CLI_DATA: call->data = value; return *value != '\0';
    case CLI_LABELS: call->labels = value; return *value != '\0';
    case CLI_TARGET: call->target = value; return *value != '\0';
    case CLI_POINTS: call->points = value; return *value != '\0';
    case CLI_TASK:
      call->task = strcmp(value, "values") == 0 ? GLIA_TASK_VALUES : GLIA_TASK_CLASSES;
      return call->task == GLIA_TASK_VALUES || strcmp(value, "classes") == 0;
    case CLI_SECONDS:
      return glia_text_read_real(value, strlen(value), &call->seconds) && call->seconds >= 0.01 &&
             call->seconds <= 60.0;
    default: return 1;
  }
}

static int misuse(const cli_command *command, const char *sentence, const char *argument) {
  return cli_fail(CLI_MISUSED, "%s%s%s%s; 'glia %s --help' tells more", sentence,
                  argument ? " '" : "", argument ? argument : "", argument ? "'" : "",
                  command->name);
}

/* -3,0.5 is a point and no option. */
static int is_option(const char *text) {
  if (text[0] != '-' || text[1] == '\0') return 0;
  return !(text[1] == '.' || (text[1] >= '0' && text[1] <= '9'));
}

static const option *find_option(const char *text, const char **value) {
  const char *equals = strchr(text, '=');
  const size_t length = equals ? (size_t)(equals - text) : strlen(text);
  *value = equals ? equals + 1 : NULL;
  for (int i = 0; i < OPTIONS; i++) {
    const option *o = &options[i];
    if (strlen(o->name) == length && memcmp(o->name, text, length) == 0) return o;
  }
  return NULL;
}

/* One option and, where it has one, the argument behind it; *i is left at the last one taken. */
static int take_option(const cli_command *command, const char **argument, int count, int *i,
                       cli_call *call) {
  const char *value;
  const option *o = find_option(argument[*i], &value);
  if (!o || !(command->options & o->bit)) {
    return misuse(command, o ? "this command has no option" : "there is no option", argument[*i]);
  }
  if (call->given & o->bit) return misuse(command, "an option is given twice:", o->name);
  call->given |= o->bit;
  if (!o->wants) {
    return value ? misuse(command, "an option takes no value:", argument[*i]) : CLI_DONE;
  }
  if (!value && *i + 1 < count) value = argument[++*i];
  if (!value) return cli_fail(CLI_MISUSED, "%s needs %s behind it", o->name, o->wants);
  if (take(o, value, call)) return CLI_DONE;
  return cli_fail(CLI_MISUSED, "%s needs %s, not '%s'", o->name, o->wants, value);
}

int cli_arguments(const cli_command *command, int count, const char **argument, cli_call *call,
                  int *help) {
  *call = (cli_call){.command = command->name, .steps = 500, .seconds = 1, .operand = argument};
  int only_operands = 0;
  for (int i = 0; i < count; i++) {
    const char *text = argument[i];
    if (only_operands || !is_option(text)) {
      argument[call->operands++] = text; /* never ahead of i */
    } else if (strcmp(text, "--") == 0) {
      only_operands = 1;
    } else if (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0) {
      *help = 1;
      return CLI_DONE;
    } else {
      const int code = take_option(command, argument, count, &i, call);
      if (code) return code;
    }
  }
  if (call->operands < command->least) {
    return cli_fail(CLI_MISUSED, "%s %s is missing%s; 'glia %s --help' tells more",
                    strcmp(command->operand, "EXPERIMENT") == 0 ? "an" : "a", command->operand,
                    strcmp(command->operand, "EXPERIMENT") == 0 ? " ('' is the default one)" : "",
                    command->name);
  }
  if (command->most >= 0 && call->operands > command->most) {
    return misuse(command, "there is one argument too many:", call->operand[command->most]);
  }
  return CLI_DONE;
}

int cli_experiment(const char *text, glia_settings *settings) {
  const char *mark = strchr(text, '#');
  const char *start = mark ? mark + 1 : text;
  glia_error error = {GLIA_OK, -1, ""};
  if (!glia_experiment_parse(start, strlen(start), settings, &error)) return CLI_DONE;
  if (error.position >= 0) error.position += (int)(start - text);
  return cli_refuse(CLI_MISUSED, &error, "character");
}
