/* Pieces of an experiment string while it is read, each knowing where it stood. */
#ifndef GLIA_IO_PIECE_H
#define GLIA_IO_PIECE_H

#include "base/settings.h"
#include "base/status.h"
#include "base/text.h"

/* A glia_piece of the decoded text, and where it began in the text as it was given. */
typedef struct glia_piece {
  const char *text;
  size_t length;
  int position;
  const int *origin; /* of each byte and of the end, or NULL where they follow position */
} glia_piece;

/* The part of a piece from start, length bytes long. */
glia_piece glia_piece_part(glia_piece whole, size_t start, size_t length);

/* The part of a piece up to the next separator; the piece is left with what follows it. */
glia_piece glia_piece_next(glia_piece *rest, char separator);

/* "data cannot be 'x'; it is one of a, b, c", with the position of the name. */
glia_status glia_piece_refuse(const char *what, glia_piece name, const glia_choice *choices,
                              size_t count, glia_error *error);

/* Reads layers, at most `most` of them; hidden: none of them is a network's last. */
glia_status glia_piece_layers(glia_piece rest, uint32_t most, int hidden, glia_layers *layers,
                              glia_error *error);

/* Appends layers as they stand in an experiment string. */
void glia_layers_put(glia_text *text, const glia_layers *layers);

#endif
