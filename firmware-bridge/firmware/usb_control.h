/** The control endpoint: one request of the host after the other, taken apart into what is due at each poll. */
#pragma once
#include <stdbool.h>

void control_start(const char *serial);
/** The bus was reset: no request is under way, no configuration chosen. */
void control_reset(void);
void control_poll(void);
bool control_configured(void);
