/**
 * An ATmega32U4 with its USB block, simulated by simavr, and a host's end of its USB cable: one command a line on
 * standard input, one answer a line on standard output, with "> " before it (simavr itself prints there too).
 *
 *     usb-harness IMAGE.hex
 *     run MS             moves the chip on           > ok, or > crashed
 *     listen MS ENDPOINT the same, and asks for a packet each millisecond: all they held > data HEX
 *                                                  and then as for "ports"
 *     restart            resets the chip, which keeps its memory                         > ok
 *     reset              resets the bus              > ok
 *     setup HEX          a setup packet              > ok | nak | stall
 *     in ENDPOINT        asks for a packet           > data HEX | nak | stall
 *     out ENDPOINT HEX   sends a packet              > ok | nak | stall
 *     level PORT BIT L   puts a level on a pin       > ok
 *     ports              reads outputs B, D and E    > HEX HEX HEX
 *     peek ADDRESS       reads a byte of memory      > HEX
 *     poke ADDRESS HEX   writes one                  > ok
 *     eeprom ADDRESS HEX writes bytes of the EEPROM  > ok
 *
 * Numbers are hexadecimal, but for MS and BIT.
 */
#include <simavr/avr_eeprom.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_usb.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_hex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CYCLES_PER_MS 16000
#define CONTROL 0
/** EICRB is behind it. */
#define EICRA 0x69

static avr_t *avr;

/** simavr would wait here as long as a real chip sleeps. */
static void do_not_wait(avr_t *chip, avr_cycle_count_t cycles) {
  (void)chip;
  (void)cycles;
}

/** Some of our pins could interrupt while they are low. The firmware has no use for it, but simavr looks each cycle. */
static void interrupt_by_edges(void) {
  memset(avr->data + EICRA, 0xff, 2);
}

static void start(const char *path) {
  uint32_t size = 0;
  uint32_t begin = 0;
  uint8_t *program = read_ihex_file(path, &size, &begin);
  avr = avr_make_mcu_by_name("atmega32u4");
  if (!program || !avr) exit(2);
  avr_init(avr);
  avr->frequency = CYCLES_PER_MS * 1000;
  avr->sleep = do_not_wait;
  avr_loadcode(avr, program, size, begin);
  free(program);
  interrupt_by_edges();
}

static int run(unsigned ms) {
  avr_cycle_count_t end = avr->cycle + (avr_cycle_count_t)ms * CYCLES_PER_MS;
  int state = cpu_Running;
  while (avr->cycle < end && state != cpu_Crashed && state != cpu_Done) state = avr_run(avr);
  return state == cpu_Crashed || state == cpu_Done;
}

/** simavr clears the memory too, which a chip does not. */
static void restart(void) {
  static uint8_t memory[64 * 1024];
  size_t begin = avr->ioend + 1u;
  size_t count = avr->ramend - avr->ioend;
  memcpy(memory, avr->data + begin, count);
  avr_reset(avr);
  memcpy(avr->data + begin, memory, count);
  interrupt_by_edges();
  printf("> ok\n");
}

static size_t bytes_of(const char *hex, uint8_t *bytes, size_t most) {
  size_t count = 0;
  unsigned byte;
  while (count < most && sscanf(hex + 2 * count, "%2x", &byte) == 1) bytes[count++] = (uint8_t)byte;
  return count;
}

static const char *name_of(int result) {
  if (result == AVR_IOCTL_USB_NAK) return "nak";
  return result == AVR_IOCTL_USB_STALL ? "stall" : "ok";
}

static void send(uint32_t kind, uint8_t endpoint, const char *hex) {
  uint8_t bytes[64];
  struct avr_io_usb packet = {.pipe = endpoint, .sz = (uint32_t)bytes_of(hex, bytes, sizeof bytes), .buf = bytes};
  printf("> %s\n", name_of(avr_ioctl(avr, kind, &packet)));
}

static int read_packet(uint8_t endpoint, struct avr_io_usb *packet) {
  packet->pipe = endpoint;
  return avr_ioctl(avr, AVR_IOCTL_USB_READ, packet);
}

static void print_bytes(const struct avr_io_usb *packet) {
  for (uint32_t i = 0; i < packet->sz; i++) printf("%02x", packet->buf[i]);
}

static void ask(uint8_t endpoint) {
  uint8_t bytes[64];
  struct avr_io_usb packet = {.sz = sizeof bytes, .buf = bytes};
  int result = read_packet(endpoint, &packet);
  printf("> %s", result == AVR_IOCTL_USB_OK ? "data " : name_of(result));
  if (result == AVR_IOCTL_USB_OK) print_bytes(&packet);
  printf("\n");
}

static unsigned outputs(char port) {
  avr_ioport_state_t state;
  avr_ioctl(avr, AVR_IOCTL_IOPORT_GETSTATE(port), &state);
  return state.port & state.ddr;
}

static void print_outputs(void) {
  printf(" %02x %02x %02x\n", outputs('B'), outputs('D'), outputs('E'));
}

static void listen(unsigned ms, uint8_t endpoint) {
  uint8_t bytes[64];
  printf("> data ");
  for (; ms; ms--) {
    struct avr_io_usb packet = {.sz = sizeof bytes, .buf = bytes};
    run(1);
    if (read_packet(endpoint, &packet) == AVR_IOCTL_USB_OK) print_bytes(&packet);
  }
  print_outputs();
}

/** The program's next write to the port pulls the pin up again, so the level is also told as a resistor outside. */
static void level(char port, unsigned bit, unsigned high) {
  static unsigned char values[256];
  static unsigned char masks[256];
  unsigned char *mask = &masks[(unsigned char)port];
  unsigned char *value = &values[(unsigned char)port];
  *mask |= (unsigned char)(1u << bit);
  *value = (unsigned char)(high ? *value | 1u << bit : *value & ~(1u << bit));
  avr_ioport_external_t outside = {.name = (unsigned char)port, .mask = *mask, .value = *value};
  avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(port), &outside);
  avr_irq_t *pin = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(port), (int)bit);
  // A level that is the same as before would be passed over, and after a reset the register does not have it.
  avr_raise_irq(pin, !high);
  avr_raise_irq(pin, high);
  printf("> ok\n");
}

static void write_eeprom(unsigned at, const char *hex) {
  uint8_t bytes[64];
  uint32_t size = (uint32_t)bytes_of(hex, bytes, sizeof bytes);
  avr_eeprom_desc_t written = {.ee = bytes, .offset = (uint16_t)at, .size = size};
  avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &written);
  printf("> ok\n");
}

static void obey(const char *line) {
  char text[140] = "";
  char port;
  unsigned a;
  unsigned b;
  if (sscanf(line, "run %u", &a) == 1) printf("> %s\n", run(a) ? "crashed" : "ok");
  else if (sscanf(line, "setup %139s", text) == 1) send(AVR_IOCTL_USB_SETUP, CONTROL, text);
  else if (sscanf(line, "in %x", &a) == 1) ask((uint8_t)a);
  else if (sscanf(line, "out %x %139s", &a, text) >= 1) send(AVR_IOCTL_USB_WRITE, (uint8_t)a, text);
  else if (sscanf(line, "level %c %u %u", &port, &a, &b) == 3) level(port, a, b);
  else if (sscanf(line, "peek %x", &a) == 1) printf("> %02x\n", avr->data[a]);
  else if (sscanf(line, "poke %x %x", &a, &b) == 2) printf("> %02x\n", avr->data[a] = (uint8_t)b);
  else if (sscanf(line, "eeprom %x %139s", &a, text) == 2) write_eeprom(a, text);
  else if (sscanf(line, "listen %u %x", &a, &b) == 2) listen(a, (uint8_t)b);
  else if (strncmp(line, "restart", 7) == 0) restart();
  else if (strncmp(line, "ports", 5) == 0) printf(">"), print_outputs();
  else if (strncmp(line, "reset", 5) == 0) printf("> %s\n", name_of(avr_ioctl(avr, AVR_IOCTL_USB_RESET, NULL)));
  else printf("> what?\n");
  fflush(stdout);
}

int main(int count, char **arguments) {
  char line[256];
  if (count != 2) return 2;
  start(arguments[1]);
  while (fgets(line, sizeof line, stdin)) obey(line);
  return 0;
}
