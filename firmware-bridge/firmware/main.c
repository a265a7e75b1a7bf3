/** The loop: each millisecond's sample in its turn, each byte in its turn, what is owed, and sleep. */
#include "board.h"
#include "box.h"
#include "port.h"
#include "settings.h"

int main(void) {
  uint8_t down;
  uint8_t byte;
  settings_start();
  port_start(settings_name());
  board_start();
  while (!board_sample(&down)) board_rest();
  box_start(down);
  board_watch();
  for (;;) {
    port_poll();
    while (port_read(&byte)) box_hear(byte);
    while (board_sample(&down)) box_after_ms(down);
    box_speak();
    board_rest();
  }
}
