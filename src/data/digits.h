/* Images of the ten digits, drawn from strokes, and the frame into which any drawing is brought.
 *
 * Images are row by row from the top left, 0 for paper and 1 for ink. Nothing here was fitted to
 * anybody's images: a network that learns these and then reads real handwriting has generalised.
 */
#ifndef GLIA_DATA_DIGITS_H
#define GLIA_DATA_DIGITS_H

#include <stddef.h>
#include <stdint.h>

enum {
  GLIA_DIGIT_SIZE = 28,      /* the side of MNIST's images */
  GLIA_DIGIT_SIZE_MIN = 8,   /* the side of the smallest legible images */
  GLIA_DIGIT_SIZE_MAX = 256,
  GLIA_DIGIT_STYLE_MAX = 4
};

/* How much writing varies. Amounts out of range are taken as the nearer end, NaN as 0. Images of the
 * same seed and index in different styles are the same writing, varied more or less. */
typedef struct glia_digit_style {
  double slant;  /* of shear, rotation and proportions: 0 none, 1 as people do, to STYLE_MAX */
  double wobble; /* of the way of the pen, likewise */
  double width;  /* of the pen's width, pressure, sharpness and darkness, likewise */
  double shift;  /* of the whole image, up or down and left or right, at most so many pixels of 28 */
  double noise;  /* deviation of what is added to every pixel, 0 to 1 */
} glia_digit_style;

/* What is drawn if no style is given. */
glia_digit_style glia_digit_preset(void);

/* Draws one image of digit (0 … 9): pixels (size,size), size from GLIA_DIGIT_SIZE_MIN to
 * GLIA_DIGIT_SIZE_MAX. The drawing fits a square of 5/7 of the side, as MNIST's 20 of 28, with its
 * centre of mass in the middle of the image; an image under 16 it fills but for half a pixel at each
 * edge, with the middle of its box in the middle. The image depends on the arguments alone. style
 * NULL stands for the preset. Another digit gives an empty image, another size leaves pixels as they
 * are. */
void glia_digit_draw(uint32_t digit, uint32_t size, const glia_digit_style *style, uint64_t seed,
                     uint32_t index, float *pixels);

/* Images 0 to count - 1 of a seed, count <= 2^32, the ten digits in turn: pixels (count,size,size),
 * target (count) the digit of each. */
void glia_digits_draw(size_t count, uint32_t size, const glia_digit_style *style, uint64_t seed,
                      float *pixels, float *target);

/* Brings any drawing (height,width) into the frame in which glia_digit_draw draws: pixels (size,size).
 * At GLIA_DIGIT_SIZE that is MNIST's (LeCun, Bottou, Bengio, Haffner 1998): the ink scaled to fit 20×20
 * with its proportions, the centre of mass in the middle of 28×28. Under 16 the ink fills the image but
 * for half a pixel at each edge, with the middle of its box in the middle. Numbers outside [0, 1] are
 * taken as the nearer end, NaN as paper. Returns 0 and an empty image if there is no ink, else 1; for a
 * size that cannot be drawn 0, and pixels are left as they are. drawn and pixels may not overlap. */
int glia_digit_normalize(const float *drawn, uint32_t width, uint32_t height, uint32_t size,
                         float *pixels);

#endif
