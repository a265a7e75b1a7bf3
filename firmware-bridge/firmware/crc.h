/** CRC-16/CCITT-FALSE: polynomial 0x1021, first 0xFFFF, nothing reflected, no final exclusive or. */
#pragma once
#include <stdint.h>

#define CRC_START 0xffffu

uint16_t crc_add(uint16_t crc, uint8_t byte);
uint16_t crc_of(const void *bytes, uint8_t count);
