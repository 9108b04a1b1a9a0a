/* Times cases for run.mjs: reads lines "open WHICH", "run TIMES", "close" and answers each with a
 * line, the milliseconds a run took. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cases.h"

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec * 1e3 + (double)at.tv_nsec * 1e-6;
}

int main(void) {
  char word[16];
  int number;
  while (scanf("%15s %d", word, &number) == 2) {
    const double start = now();
    int status = 0;
    if (strcmp(word, "open") == 0) status = bench_open(number);
    if (strcmp(word, "run") == 0) bench_run(number);
    if (strcmp(word, "close") == 0) bench_close();
    printf("%.6f\n", status ? -1.0 : now() - start);
    fflush(stdout);
  }
  return 0;
}
