/** The way into the bootloader of a Leonardo or Pro Micro (Caterina), so that the box can be flashed again. */
#pragma once

/** Soon, when the host has heard the answer to what it said. */
void bootloader_ask(void);
/** Goes there if it is time; call it in each turn of the loop. */
void bootloader_poll(void);
