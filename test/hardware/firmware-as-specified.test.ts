/** The real firmware, held to the same specification as the box in TypeScript. */
import { readFileSync } from 'node:fs'
import { AvrBox } from '../helpers/avr-box.ts'
import type { BoxRig } from '../helpers/box-bench.ts'
import { describeBox } from '../helpers/box-specification.ts'
import { firmwareHex } from '../helpers/firmware.ts'

const HEX = readFileSync(firmwareHex(), 'utf8')

describeBox('the firmware', avrRig)

function avrRig(): BoxRig {
  const box = new AvrBox({ hex: HEX, seed: 1, id: 'TEST-1' })
  return {
    queue: 16,
    latency: 60,
    advance: (ms) => box.run(ms),
    down: (button) => void box.hold(button, 0),
    up: (button) => void box.release(button, 0),
    reset: () => box.reset(),
    send: (text) => box.hear(text),
    said: () => box.hush(),
    lamps: () => box.lamps() & 0b11,
  }
}
