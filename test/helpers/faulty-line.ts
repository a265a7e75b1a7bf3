/**
 * A bad cable between a box and its host: bits flip in both directions, acknowledgements vanish. The same seed makes the
 * same faults for the same bytes.
 *
 * How to extend: another fault is a field of `Faults` and a line in `toHost` or `toBox`.
 */
import type { Chance } from './avr-chip.ts'

/** All are probabilities, 0 to 1. */
export type Faults = {
  /** Of each byte, in either direction, that one of its bits is turned round. */
  readonly flips: number
  /** Of each acknowledgement, that it never arrives. */
  readonly lostAcks: number
}

export const GOOD_CABLE: Faults = { flips: 0, lostAcks: 0 }

const LF = 0x0a

export class FaultyLine {
  faults = GOOD_CABLE
  readonly #chance: Chance
  /** Of a frame of the host that has not ended. */
  #held: number[] = []

  constructor(chance: Chance) {
    this.#chance = chance
  }

  toHost(bytes: Uint8Array): Buffer {
    return this.#flipped(bytes)
  }

  toBox(bytes: Uint8Array): Buffer {
    const arriving: number[] = []
    for (const byte of bytes) {
      this.#held.push(byte)
      if (byte !== LF) continue
      const isAck = this.#held[0] === 0x24 && this.#held[1] === 0x41
      if (!isAck || this.#chance() >= this.faults.lostAcks) arriving.push(...this.#held)
      this.#held = []
    }
    return this.#flipped(Uint8Array.from(arriving))
  }

  #flipped(bytes: Uint8Array): Buffer {
    const flip = (byte: number) => byte ^ (1 << Math.floor(this.#chance() * 8))
    return Buffer.from(bytes.map((byte) => (this.#chance() < this.faults.flips ? flip(byte) : byte)))
  }
}
