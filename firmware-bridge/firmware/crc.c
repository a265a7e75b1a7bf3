#include "crc.h"

/** Eight steps of the polynomial at once, by shifts: a table would cost 512 bytes, a loop eight times the time. */
uint16_t crc_add(uint16_t crc, uint8_t byte) {
  crc = (uint16_t)((crc >> 8) | (crc << 8));
  crc ^= byte;
  crc ^= (uint8_t)crc >> 4;
  crc ^= (uint16_t)(crc << 12);
  crc ^= (uint16_t)((crc & 0xff) << 5);
  return crc;
}

uint16_t crc_of(const void *bytes, uint8_t count) {
  const uint8_t *at = bytes;
  uint16_t crc = CRC_START;
  while (count--) crc = crc_add(crc, *at++);
  return crc;
}
