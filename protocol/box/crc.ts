/**
 * CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, neither input nor output reflected (check value of "123456789":
 * 0x29B1). At the length of a frame it finds every error of up to three bits.
 */
const POLYNOMIAL = 0x1021
const START = 0xffff

export function crc16(bytes: Uint8Array): number {
  let crc = START
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ POLYNOMIAL) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}
