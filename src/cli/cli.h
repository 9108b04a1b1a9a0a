/* What the commands of the native program share. */
#ifndef GLIA_CLI_CLI_H
#define GLIA_CLI_CLI_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/settings.h"
#include "base/status.h"

/* Exit codes: 0 done, 1 the work failed (training diverged, a receipt does not hold, memory ran out,
 * output cannot be written), 2 the call, or a text or file it names, is not right. */
enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_MISUSED = 2 };

/* The options there are, as bits: each command says which it knows. */
enum {
  CLI_STEPS = 1,
  CLI_DATA = 2,
  CLI_LABELS = 4,
  CLI_TARGET = 8,
  CLI_TASK = 16,
  CLI_POINTS = 32,
  CLI_SECONDS = 64,
  CLI_JSON = 128
};

/* A call, taken apart. Texts are those of argv. */
typedef struct cli_call {
  const char *command;
  uint32_t given; /* options that were there */
  uint64_t steps; /* 500 unless given */
  const char *data, *labels, *target, *points;
  glia_task task;
  double seconds; /* 1 unless given */
  const char **operand;
  int operands;
} cli_call;

typedef struct cli_command {
  const char *name;
  uint32_t options;
  int least, most; /* operands; most -1: any number */
  const char *operand;  /* what the first is called, where one is needed */
  const char *summary;  /* one line */
  const char *help;     /* all that is to be said */
  int (*run)(const cli_call *call); /* returns an exit code */
} cli_command;

int cli_run(const cli_call *call);
int cli_hash(const cli_call *call);
int cli_predict(const cli_call *call);
int cli_receipt(const cli_call *call);
int cli_verify(const cli_call *call);
int cli_bench(const cli_call *call);
int cli_settings(const cli_call *call);

/* The table of commands; ends with one whose name is NULL. */
extern const cli_command cli_commands[];
const cli_command *cli_command_find(const char *name);

/* Usage of the whole program, or all help of one command, on standard output. */
void cli_help(const cli_command *command);

/* Takes count arguments behind a command's name apart; operands are moved to the front of argument.
 * CLI_DONE, or CLI_MISUSED with a sentence written. *help is set where --help asks for it. */
int cli_arguments(const cli_command *command, int count, const char **argument, cli_call *call,
                  int *help);

/* Reads an experiment, or the part behind the # of a link. CLI_DONE, or CLI_MISUSED with a sentence
 * written. */
int cli_experiment(const char *text, glia_settings *settings);

/* A sentence on standard error, "glia: " before it; returns code. */
int cli_fail(int code, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* The same from an error of the engine. A position is shown where showing it helps: counted from 1, in
 * `what` ("character of the experiment", say); NULL for none. */
int cli_refuse(int code, const glia_error *error, const char *what);

/* The exit code of an error that has nothing to do with the call: memory, divergence; else misuse. */
int cli_code(const glia_error *error);

/* Whether standard output still takes what is written; flushes. */
int cli_output_fine(void);

/* To be called last: writes out what is left. Returns code, or CLI_FAILED where that cannot be. */
int cli_finish(int code);

/* To be called first. Ending the program by a signal then leaves the terminal as it was. */
void cli_begin(void);

/* Whether whoever read our output through a pipe has closed it: nobody waits for the result. */
int cli_reader_gone(void);

/* A progress bar on standard error, if that is a terminal; otherwise nothing. Drawn at most some 15
 * times a second, and not before a moment has passed. */
void cli_bar_begin(void);
void cli_bar_show(uint64_t done, uint64_t all, const char *note);
void cli_bar_clear(void);

/* Seconds since some moment. */
double cli_clock(void);

/* A whole file ("-": standard input) of at most `most` bytes, in the arena, with a zero behind it that
 * length does not count. NULL, with a sentence written, where it cannot be read. */
char *cli_read_file(const char *path, size_t most, glia_arena *arena, size_t *length);
/* The same; missing: the sentence for a path where there is no file. */
char *cli_read_file_or(const char *path, const char *missing, size_t most, glia_arena *arena,
                       size_t *length);

/* A number as a person reads it, six digits; "-" for one that is not defined. buffer has 32 bytes. */
const char *cli_number(double value, char *buffer);

#endif
