/* Plain arithmetic in double precision, number by number: what the recipes of the exercises are made of
 * (web/engine/recipe.js). Infinities and NaN pass through, for a mistake may well give them. */
#include "base/scalar.h"
#include "wasm/exports.h"

static double apply(int operation, double a, double b) {
  switch (operation) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case '>': return a > b;
    case 'g': return a >= b;
    case '=': return a == b;
    case '^': return glia_pow(a, b);
    case 'm': return b > a ? b : a;
    case 'e': return glia_exp(a);
    case 'l': return glia_log(a);
    case 's': return glia_sqrt(a);
    default: return __builtin_nan("");
  }
}

void glia_calc_elementwise(int operation, const double *a, const double *b, int count, double *out) {
  for (int i = 0; i < count; i++) out[i] = apply(operation, a[i], b[i]);
}

void glia_calc_product(const double *a, const double *b, int m, int k, int n, double *c) {
  for (int row = 0; row < m; row++) {
    for (int column = 0; column < n; column++) {
      double sum = 0.0;
      for (int i = 0; i < k; i++) sum += a[row * k + i] * b[i * n + column];
      c[row * n + column] = sum;
    }
  }
}
