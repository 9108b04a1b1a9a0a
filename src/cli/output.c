/* Standard output and standard error: sentences, the progress bar, and how the program ends. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

/* The bar is the one thing a signal's handler must know of. */
static volatile sig_atomic_t bar_on_screen;

static struct {
  int wanted, colour;
  double started, drawn;
} bar;

static const char clear_line[] = "\r\033[K";

double cli_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void end_by_signal(int number) {
  if (bar_on_screen) {
    const ssize_t written = write(STDERR_FILENO, clear_line, sizeof clear_line - 1);
    (void)written;
  }
  signal(number, SIG_DFL);
  raise(number);
}

void cli_begin(void) {
  /* Room for all that is written between two looks at whether it arrived: the reason is known only
   * where writing out is asked for. */
  static char room[1 << 16];
  if (!isatty(STDOUT_FILENO)) setvbuf(stdout, room, _IOFBF, sizeof room);
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = end_by_signal;
    sigemptyset(&action.sa_mask);
    /* One who started us with a signal ignored (nohup) wants it ignored. */
    if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
      sigaction(numbers[i], &action, NULL);
    }
  }
}

void cli_bar_begin(void) {
  const char *terminal = getenv("TERM"), *plain = getenv("NO_COLOR");
  bar.wanted = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
  bar.colour = !(plain && *plain);
  bar.started = bar.drawn = cli_clock();
}

void cli_bar_clear(void) {
  if (!bar_on_screen) return;
  fputs(clear_line, stderr);
  fflush(stderr);
  bar_on_screen = 0;
  bar.drawn = 0; /* drawn again as soon as there is something to show */
}

void cli_bar_show(uint64_t done, uint64_t all, const char *note) {
  enum { WIDTH = 24 };
  const double now = cli_clock();
  if (!bar.wanted || now - bar.started < 0.3 || now - bar.drawn < 0.07) return;
  bar.drawn = now;
  const double share = all ? (double)done / (double)all : 1.0;
  char filled[WIDTH + 1], empty[WIDTH + 1], left[40] = "";
  const int full = (int)(share * (double)WIDTH);
  memset(filled, '=', sizeof filled);
  memset(empty, ' ', sizeof empty);
  filled[full] = empty[WIDTH - full] = '\0';
  if (share > 0.02) {
    const double seconds = (now - bar.started) * (1.0 - share) / share;
    if (seconds < 6000) snprintf(left, sizeof left, "  %.0f s left", seconds);
  }
  bar_on_screen = 1;
  fprintf(stderr, "\r[%s%s%s%s] %3.0f %%  %s%s\033[K", bar.colour ? "\033[32m" : "", filled,
          bar.colour ? "\033[0m" : "", empty, 100.0 * share, note, left);
  fflush(stderr);
}

int cli_fail(int code, const char *format, ...) {
  va_list arguments;
  cli_bar_clear();
  fflush(stdout); /* what came before stays before, where both go to one place */
  fputs("glia: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputs("\n", stderr);
  return code;
}

int cli_refuse(int code, const glia_error *error, const char *what) {
  if (!what || error->position < 0) return cli_fail(code, "%s", error->message);
  return cli_fail(code, "%s (at %s %d)", error->message, what, error->position + 1);
}

int cli_code(const glia_error *error) {
  return error->status == GLIA_MEMORY || error->status == GLIA_DIVERGED ? CLI_FAILED : CLI_MISUSED;
}

/* Why standard output took no more, when that was first seen. */
static int output_error;

int cli_output_fine(void) {
  errno = 0;
  const int fine = fflush(stdout) == 0 && !ferror(stdout);
  if (!fine && !output_error) output_error = errno;
  return fine;
}

int cli_reader_gone(void) {
  struct pollfd output = {STDOUT_FILENO, 0, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP));
}

int cli_finish(int code) {
  cli_bar_clear();
  const int fine = cli_output_fine();
  if (fclose(stdout) == 0 && fine) return code;
  if (!output_error) output_error = errno;
  return cli_fail(CLI_FAILED, "the output cannot be written%s%s", output_error ? ": " : "",
                  output_error ? strerror(output_error) : "");
}

const char *cli_number(double value, char *buffer) {
  snprintf(buffer, 32, value == value ? "%.6g" : "-", value);
  return buffer;
}
