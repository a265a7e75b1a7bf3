/**
 * What the tests of the firmware share: a box that has just started, and questions to it in the reader's words.
 *
 * How to extend: a question takes a box and runs it until it has answered.
 */
import { readFileSync } from 'node:fs'
import type { BoxFrame, Heartbeat, Hello } from '../../protocol/box/frame.ts'
import { AvrBox } from './avr-box.ts'
import { isEdge, isHeartbeat, isHello } from './box-bench.ts'
import { addressOf, firmwareHex } from './firmware.ts'

const HEX = readFileSync(firmwareHex(), 'utf8')
/** From reset to hello, ms. */
export const START = 60
export const ID = 'TEST-1'
/** The first boot of a box that has an id. */
export const BOOT = 42

/** Powered on, and still at its first instruction. */
export function newBox(seed = 1, id = ID): AvrBox {
  return new AvrBox({ hex: HEX, seed, id })
}

/** As it comes from flashing: no name, no boot counted. */
export function flashedBox(seed: number): AvrBox {
  return new AvrBox({ hex: HEX, seed })
}

/** A box that has said its hello and waits for presses. */
export function running(seed?: number): AvrBox {
  const box = newBox(seed)
  box.run(START)
  box.hush()
  return box
}

/** `0D 0U`: which keys went down and up, each event once. */
export function edges(box: AvrBox): string {
  const once = new Map(box.said.filter(isEdge).map((edge) => [`${edge.boot} ${edge.seq}`, edge]))
  return [...once.values()].map(({ button, edge }) => `${button}${edge === 'down' ? 'D' : 'U'}`).join(' ')
}

export function heartbeat(box: AvrBox): Heartbeat {
  return next(box, isHeartbeat, 1_100)
}

export function hello(box: AvrBox): Hello {
  box.hear({ kind: 'ask' })
  return next(box, isHello, 100)
}

/** The next frame of a kind; what was said before is taken away. */
export function next<Frame extends BoxFrame>(
  box: AvrBox,
  isWanted: (frame: BoxFrame) => frame is Frame,
  ms: number,
): Frame {
  box.hush()
  box.runUntil(() => box.said.some(isWanted), ms)
  const found = box.said.find(isWanted)
  if (!found) throw new Error('it was there a moment ago')
  return found
}

/** When the box says such frames in the next so many ms. */
export function timesOf(box: AvrBox, ms: number, isWanted: (frame: BoxFrame) => boolean): number[] {
  const from = box.now
  const times: number[] = []
  for (let i = 0; i < ms; i++) {
    box.run(1)
    for (const frame of box.hush()) if (isWanted(frame)) times.push(Math.round(box.now - from))
  }
  return times
}

/** Sets the box's own milliseconds. */
export function setMilliseconds(box: AvrBox, ms: number): void {
  const { memory } = box.chip
  new DataView(memory.buffer, memory.byteOffset).setUint32(addressOf('now'), ms, true)
}
