/* Writing members of JSON objects. JSON has no infinities and no NaN: those become null. */
#ifndef GLIA_INSPECT_JSON_H
#define GLIA_INSPECT_JSON_H

#include "base/text.h"

/* ,"name":  without the comma right after an opening brace. */
void glia_json_key(glia_text *text, const char *name, int first);

void glia_json_number(glia_text *text, double value);
void glia_json_single(glia_text *text, float value); /* reads back to the same float32 */

/* Members that follow another one. */
void glia_json_real(glia_text *text, const char *name, double value);
void glia_json_float(glia_text *text, const char *name, float value);
void glia_json_flag(glia_text *text, const char *name, int value);
void glia_json_text(glia_text *text, const char *name, const char *value);

#endif
