/* The experiment string: everything that defines a run, in one line of text.
 *
 * key=value pairs joined by &, as in a URL's fragment; keys and limits are those of the settings
 * table. A key that is missing has the table's default. Percent-encoding is undone first.
 */
#ifndef GLIA_IO_EXPERIMENT_H
#define GLIA_IO_EXPERIMENT_H

#include "base/settings.h"
#include "base/status.h"

enum { GLIA_EXPERIMENT_MAX = 2048 }; /* bytes of an experiment string */

/* All settings at their defaults. */
glia_settings glia_experiment_preset(void);

/* Reads a string of length bytes. Refuses, with the position and what would be right: unknown or
 * repeated keys, values out of range, malformed text, settings that exclude each other. On failure
 * settings is untouched. */
glia_status glia_experiment_parse(const char *text, size_t length, glia_settings *settings,
                                  glia_error *error);

/* Writes the shortest string that reads back as these settings: keys in table order, defaults left
 * out. Equal experiments have equal strings. Returns its length; buffer gets at most room - 1 bytes
 * and a zero. */
size_t glia_experiment_format(const glia_settings *settings, char *buffer, size_t room);

/* Writes the value of one setting alone, as it stands in an experiment string. */
size_t glia_experiment_value(const glia_settings *settings, const glia_setting *setting,
                             char *buffer, size_t room);

/* Reads layers as "units:activation" joined by commas, at most `most` of them; an empty text has none.
 * offset is added to positions in errors. */
glia_status glia_layers_parse(const char *text, size_t length, uint32_t most, int offset,
                              glia_layers *layers, glia_error *error);

#endif
