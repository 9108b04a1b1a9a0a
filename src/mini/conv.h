/* Two-dimensional convolution as networks use it: the kernel is not flipped (cross-correlation).
 *
 * A miniature for lessons: plain loops, any number of images, channels and filters. Nothing is
 * allocated; no array may overlap another. */
#ifndef GLIA_MINI_CONV_H
#define GLIA_MINI_CONV_H

#include "mini/window.h"

/* glia_window_plan, and a number of filters out of range refused as well. */
glia_status glia_convolve_plan(glia_window *w, int filters, glia_error *error);

/* y (images,filters,rows,columns) from x (images,channels,height,width), kernel
 * (filters,channels,kernel_height,kernel_width) and bias (filters):
 *   y[n,f,r,s] = bias[f] + sum over c, i, j of kernel[f,c,i,j] x[n,c, r stride - padding + i, s stride - padding + j]
 * with zeros outside the image; summed in this order. w must be planned. */
void glia_convolve(const glia_window *w, int filters, const float *x, const float *kernel,
                   const float *bias, float *y);

/* Gradients by x, kernel and bias, each of its own shape, of sum(y * upstream). */
void glia_convolve_backward(const glia_window *w, int filters, const float *x, const float *kernel,
                            const float *upstream, float *dx, float *dkernel, float *dbias);

/* What one number of y is the sum of, before the bias: pixels and products
 * (channels,kernel_height,kernel_width) of the window at place (row,column) of one image
 * (channels,height,width), under one filter's kernel of the same shape. A pixel of the padding is 0. */
void glia_convolve_terms(const glia_window *w, const float *image, const float *kernel, int row,
                         int column, float *pixels, float *products);

#endif
