/* The settings table as JSON, for pages that build their controls from it. */
#ifndef GLIA_IO_SETTINGS_JSON_H
#define GLIA_IO_SETTINGS_JSON_H

#include <stddef.h>

/* Writes {"version":1,"settings":[…]}: for each setting key, type (choice, real, integer, set,
 * layers), group, label, help, default (as it stands in an experiment string; a number for numbers)
 * and, where they apply, min, max, step, unit, scale, marks, choices, when, limits of layers.
 * Returns the length of the whole text; buffer gets at most room - 1 bytes and a zero. */
size_t glia_settings_json(char *buffer, size_t room);

#endif
