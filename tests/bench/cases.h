/* What is timed, natively and in WebAssembly, from one source. One case is open at a time. */
#ifndef GLIA_BENCH_CASES_H
#define GLIA_BENCH_CASES_H

int bench_count(void);

/* The case's name, to buffer; returns its length. */
int bench_name(int which, char *buffer, int room);

/* Room for a name, 100 bytes, for callers that cannot take any themselves. */
char *bench_text(void);

/* Floating-point operations of matrix products in one run, additions and multiplications counted
 * apart; 0 where nothing of the kind is done. */
double bench_flops(int which);

/* What one run gets through: examples, or floats, or 1. */
double bench_items(int which);

/* Makes ready; returns 0 on success. */
int bench_open(int which);
void bench_run(int times);
void bench_close(void);

#endif
