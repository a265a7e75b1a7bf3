/** Writes a frame: `$`, a letter, its words with a space before each, `*`, the checksum, a newline. */
#pragma once
#include <stdint.h>

void say(char letter);
void say_word(const char *word);
void say_letter(char letter);
void say_number(uint32_t number);
/** Sends the frame. The line must have room for it. */
void say_end(void);
