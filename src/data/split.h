/* Which points are held back for the test, and which of those leak. */
#ifndef GLIA_DATA_SPLIT_H
#define GLIA_DATA_SPLIT_H

#include <stddef.h>
#include <stdint.h>

/* The points that a split divides, and the random order in which it takes them. */
typedef struct glia_split {
  size_t count;
  const uint32_t *order; /* (count) see glia_order_shuffle */
  const float *target;   /* (count) classes, or values */
  uint32_t classes;      /* 0 for values, at most GLIA_MAX_CLASSES */
} glia_split;

/* How many points of count a share in percent holds back: rounded, at least one, and one is left. */
size_t glia_split_tests(size_t count, double share);

/* held (count) = 1 for the first `tests` points of the order, 0 for the others. */
void glia_split_plain(const glia_split *split, size_t tests, uint8_t *held);

/* The same, but each class has its share of the points held back, to the nearest whole point. A class of
 * two points or more is in both parts as far as there is room; one of a single point trains. */
void glia_split_by_class(const glia_split *split, size_t tests, uint8_t *held);

/* source (count) = each point's own number, but for `leaks` of the points held back that of a training
 * point, whose copies they are to be: of the same class where there is one, and no training point
 * twice until all were taken. */
void glia_split_leak(const glia_split *split, const uint8_t *held, size_t leaks, uint32_t *source);

#endif
