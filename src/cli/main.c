/* The native program: the same experiments as the page, on the command line. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "glia.h"

/* Exit codes: 0 done, 1 the run failed (it diverged, memory ran out), 2 the call is not right. */
enum { DONE = 0, FAILED = 1, MISUSED = 2 };

static const char *const usage =
    "usage: glia run  EXPERIMENT [--steps N]   train and print the losses\n"
    "       glia hash EXPERIMENT [--steps N]   train and print the hash of the parameters\n"
    "       glia settings                      print the table of settings as JSON\n"
    "       glia --help | --version\n"
    "\n"
    "EXPERIMENT is what stands behind the # in a link to the playground, for example\n"
    "'data=xor&layers=4:relu&rate=0.03'; '' is the default experiment. N defaults to 500.\n"
    "Exit status: 0 done, 1 the run failed, 2 the call was not right.\n";

static int fail(int code, const glia_error *error) {
  fprintf(stderr, "glia: %s", error->message);
  if (error->position >= 0) fprintf(stderr, " (at character %d)", error->position + 1);
  fprintf(stderr, "\n");
  return code;
}

static int misuse(const char *what, const char *argument) {
  fprintf(stderr, "glia: %s%s%s\nTry 'glia --help'.\n", what, argument ? ": " : "",
          argument ? argument : "");
  return MISUSED;
}

static int print_settings(void) {
  const size_t length = glia_settings_json(NULL, 0);
  char *text = malloc(length + 1);
  if (!text) return FAILED;
  glia_settings_json(text, length + 1);
  puts(text);
  free(text);
  return DONE;
}

static void print_run(glia_run *run) {
  glia_snapshot now;
  glia_measure(run, &now);
  printf("step %.0f  epoch %.0f  loss %.6f  test loss %.6f", now.step, now.epoch, now.loss,
         now.testLoss);
  if (now.testAccuracy == now.testAccuracy) printf("  test accuracy %.4f", now.testAccuracy);
  printf("\n");
}

static int train(const char *experiment, uint64_t steps, int hash_only) {
  glia_settings settings;
  glia_error error;
  if (glia_experiment_parse(experiment, strlen(experiment), &settings, &error)) {
    return fail(MISUSED, &error);
  }
  glia_run *run = glia_run_create(&settings, NULL, &error);
  if (!run) return fail(FAILED, &error);
  int code = DONE;
  const uint64_t portion = hash_only || steps < 10 ? steps : steps / 10;
  while (code == DONE && run->trainer->step < steps) {
    const uint64_t left = steps - run->trainer->step;
    if (glia_run_advance(run, left < portion ? left : portion, &error)) {
      code = fail(FAILED, &error);
    }
    if (!hash_only) print_run(run);
  }
  if (code == DONE) {
    printf("%s%016" PRIx64 "\n", hash_only ? "" : "hash ",
           glia_network_hash(&run->model->network, run->model->parameters));
  }
  glia_run_free(run);
  return code;
}

/* The most steps a run may be asked for: what a double still counts one by one. */
#define MOST_STEPS 9007199254740992u

static int read_steps(const char *text, uint64_t *steps) {
  char *end;
  if (*text < '0' || *text > '9') return 0;
  errno = 0;
  *steps = strtoull(text, &end, 10);
  return *end == '\0' && errno == 0 && *steps <= MOST_STEPS;
}

int main(int count, char **arguments) {
  if (count < 2) return misuse("a command is missing", NULL);
  const char *command = arguments[1];
  if (strcmp(command, "--help") == 0 || strcmp(command, "help") == 0) {
    fputs(usage, stdout);
    return DONE;
  }
  if (strcmp(command, "--version") == 0) {
    puts("glia " GLIA_VERSION);
    return DONE;
  }
  if (strcmp(command, "settings") == 0) {
    return count > 2 ? misuse("settings takes no argument", arguments[2]) : print_settings();
  }
  const int hash_only = strcmp(command, "hash") == 0;
  if (!hash_only && strcmp(command, "run") != 0) return misuse("there is no command", command);
  const char *experiment = NULL;
  uint64_t steps = 500;
  for (int i = 2; i < count; i++) {
    if (strcmp(arguments[i], "--steps") == 0) {
      if (i + 1 == count) return misuse("--steps needs a whole number behind it", NULL);
      if (!read_steps(arguments[++i], &steps)) {
        return misuse("--steps needs a whole number, up to 2 to the 53rd, not", arguments[i]);
      }
    } else if (!experiment && strncmp(arguments[i], "--", 2) != 0) {
      experiment = arguments[i];
    } else {
      return misuse(experiment ? "there is more than one EXPERIMENT" : "there is no option",
                    arguments[i]);
    }
  }
  if (!experiment) return misuse("an EXPERIMENT is missing ('' is the default one)", NULL);
  return train(experiment, steps, hash_only);
}
