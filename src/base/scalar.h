/* Elementary functions in double precision for setup work: generators, schedules, initial values.
 *
 * No libm: plain IEEE operations in a fixed order, so the same bits on every machine as long as
 * nothing is contracted (-ffp-contract=off). Largest errors seen in millions of random arguments,
 * in units in the last place: exp 0.86, log 0.84, sin and cos 0.79 (|x| <= 1e5), pow 1.4. NaN gives
 * NaN, except where pow says otherwise.
 */
#ifndef GLIA_BASE_SCALAR_H
#define GLIA_BASE_SCALAR_H

/* The error grows as |x| * 2^-53 beyond |x| = 1.6e6; beyond 2^50 the value at 2^50 stands in. NaN
 * for ±inf. */
double glia_sin(double x);
double glia_cos(double x);

/* inf above 709.78, 0 below -745.13, denormals in between. */
double glia_exp(double x);

/* -inf at ±0, NaN below 0, inf at inf. */
double glia_log(double x);

/* x to the power y. A negative x needs an integer y, else NaN. As in C: pow(x, 0) = pow(1, y) = 1
 * even for NaN; zeros and infinities give the limits, with the sign of x for an odd y. */
double glia_pow(double x, double y);

static inline double glia_sqrt(double x) { return __builtin_sqrt(x); }

#endif
