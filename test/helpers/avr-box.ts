/**
 * The button box as it is sold, in simulated time: the real firmware in a simulated chip, with fingers on its keys, eyes
 * on its lamps, and a line that is heard frame by frame. Nothing moves until `run` is called, so a test never waits.
 *
 * How to extend: what a finger can do to a key is a list of levels in `#turns`; for a box on a pseudo terminal in real
 * time see `avr-rig.ts`.
 */
import { crc16 } from '../../protocol/box/crc.ts'
import { encodeHostFrame } from '../../protocol/box/encode.ts'
import type { BoxFrame, HostFrame } from '../../protocol/box/frame.ts'
import { parseBoxFrame } from '../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../protocol/box/reader.ts'
import { AvrChip, type Chance, CYCLES_PER_MS, type Pin } from './avr-chip.ts'

export const KEYS: readonly Pin[] = [2, 3, 4, 5].map((bit) => ({ port: 'D', bit }))
export const LAMPS: readonly Pin[] = [
  { port: 'D', bit: 6 },
  { port: 'D', bit: 7 },
  { port: 'B', bit: 0 },
  { port: 'B', bit: 1 },
]
/** Where the firmware keeps what (firmware-bridge/firmware/settings.h). */
export const EEPROM_NAME = 0x00
export const EEPROM_DEBOUNCE = 0x10
export const EEPROM_BOOT = 0x20
/** How long a contact stays the same while it bounces, ms. */
const SHORTEST_BOUNCE = 0.02
const LONGEST_BOUNCE = 0.8

export type PressOptions = {
  /** How long the contact bounces, at each end of the press, ms. */
  readonly bounceMs?: number
  /** From the first contact to the beginning of the release, ms. */
  readonly holdMs?: number
  /** How long the finger is away after that, at least, ms. */
  readonly restMs?: number
}

/** A level that a key's pin takes at an instant. */
type Turn = { readonly at: number; readonly key: number; readonly down: boolean }

export class AvrBox {
  readonly chip: AvrChip
  /** All that the box has said, and not been taken by `hush`. */
  said: BoxFrame[] = []
  /** Bytes that were in no frame. */
  discarded = 0
  onByte: (byte: number) => void = () => undefined
  readonly #chance: Chance
  #reader = EMPTY_READER
  #turns: Turn[] = []

  /**
   * Powered on, and still at its first instruction. With an `id` it has lived before, 41 times; without one it was just
   * flashed, and will make itself a name.
   */
  constructor({ hex, seed, id }: { hex: string; seed: number; id?: string | undefined }) {
    this.#chance = chanceOf(seed)
    this.chip = new AvrChip(hex, this.#chance)
    this.chip.onByte = (byte) => this.#take(byte)
    if (id === undefined) return
    this.chip.eeprom.set(Buffer.from(id, 'latin1'), EEPROM_NAME)
    this.chip.eeprom.set(bootCell(41), EEPROM_BOOT)
  }

  /** Since the first power-on, ms. */
  get now(): number {
    return this.chip.cycles / CYCLES_PER_MS
  }

  run(ms: number): void {
    this.runTo(this.now + ms)
  }

  runTo(ms: number): void {
    for (let turn = this.#turns[0]; turn && turn.at <= ms; turn = this.#turns[0]) {
      this.#turns.shift()
      this.chip.runTo(turn.at * CYCLES_PER_MS)
      this.chip.setLevel(pinOf(KEYS, turn.key), !turn.down)
    }
    this.chip.runTo(ms * CYCLES_PER_MS)
  }

  /** Runs until `condition` holds, and looks each millisecond. */
  runUntil(condition: () => boolean, most = 10_000): void {
    const end = this.now + most
    while (!condition()) {
      if (this.now > end) throw new Error(`not within ${most} ms of the box: ${String(condition)}`)
      this.run(1)
    }
  }

  /** A frame, or bytes that are none. */
  hear(frame: HostFrame | string | Uint8Array): void {
    if (typeof frame === 'string') this.chip.hear(Buffer.from(frame, 'latin1'))
    else this.chip.hear(frame instanceof Uint8Array ? frame : Buffer.from(encodeHostFrame(frame), 'latin1'))
  }

  /** Takes what was said so far away, and answers it. */
  hush(): BoxFrame[] {
    const said = this.said
    this.said = []
    return said
  }

  /** Begins now; answers when the key is at rest again, ms. It happens while the box runs. */
  press(key: number, { bounceMs = 3, holdMs = 60, restMs = 0 }: PressOptions = {}): number {
    this.#change(key, true, this.now, bounceMs)
    return this.#change(key, false, this.now + holdMs, bounceMs) + restMs
  }

  /** The finger stays on the key. */
  hold(key: number, bounceMs = 3): number {
    return this.#change(key, true, this.now, bounceMs)
  }

  release(key: number, bounceMs = 3): number {
    return this.#change(key, false, this.now, bounceMs)
  }

  /** A spark, or a knock: a contact that is too short for a press. */
  touch(key: number, ms: number): number {
    this.#turns.push({ at: this.now, key, down: true }, { at: this.now + ms, key, down: false })
    this.#turns.sort((a, b) => a.at - b.at)
    return this.now + ms
  }

  /** The lamps that are lit at this moment, bit 0 for the first. */
  lamps(): number {
    return LAMPS.reduce((lit, pin, lamp) => lit | (this.chip.isHigh(pin) ? 1 << lamp : 0), 0)
  }

  reset(): void {
    this.chip.reset()
  }

  powerCycle(): void {
    this.chip.powerCycle()
  }

  /** Contact and no contact in turns, by chance, until it stays. */
  #change(key: number, down: boolean, start: number, bounceMs: number): number {
    let level = down
    let at = start
    while (at < start + bounceMs) {
      this.#turns.push({ at, key, down: level })
      at += SHORTEST_BOUNCE + this.#chance() * (LONGEST_BOUNCE - SHORTEST_BOUNCE)
      level = !level
    }
    this.#turns.push({ at: start + bounceMs, key, down })
    this.#turns.sort((a, b) => a.at - b.at)
    return start + bounceMs
  }

  #take(byte: number): void {
    this.onByte(byte)
    const { reader, frames, discarded } = readFrames(this.#reader, Uint8Array.of(byte), parseBoxFrame)
    this.#reader = reader
    this.discarded += discarded
    this.said.push(...frames)
  }
}

/** One cell of the boot counter: the number and its check, both little endian. */
export function bootCell(boot: number): Uint8Array {
  const cell = new DataView(new ArrayBuffer(4))
  cell.setUint16(0, boot, true)
  cell.setUint16(2, crc16(new Uint8Array(cell.buffer, 0, 2)), true)
  return new Uint8Array(cell.buffer)
}

function pinOf(pins: readonly Pin[], index: number): Pin {
  const pin = pins[index]
  if (!pin) throw new Error(`the box has no number ${index}`)
  return pin
}

/** The same seed gives the same numbers (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
