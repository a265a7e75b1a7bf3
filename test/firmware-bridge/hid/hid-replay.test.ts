import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OpenDevice } from '../../../firmware-bridge/sources/device/device.ts'
import type { HidInfo } from '../../../firmware-bridge/sources/hid/hid-info.ts'
import {
  type Recording,
  readRecording,
  recordedDevices,
  replay,
} from '../../../firmware-bridge/sources/recording/replay.ts'
import { OWN_BOX, PAD, rest, table } from './hid-table.ts'

const FOLDER = join('test', 'recordings', 'hid')
const PEDAL: HidInfo = {
  path: '/dev/hidraw2',
  vendorId: 0x05f3,
  productId: 0x00ff,
  product: 'VEC USB Footpedal',
  usages: [{ page: 0x0c, usage: 3 }],
  place: 'pci-0000:00:14.0-usb-0:4',
}

/** Plays a recording to a source to its end; `made` is what it pressed, each with its time in the recording, ms. */
async function played(name: string, info: HidInfo, address: string) {
  const recording = await readRecording(join(FOLDER, `${name}.jsonl`))
  const [device = ''] = recordedDevices(recording)
  const names: string[] = []
  const tap = (name: string): OpenDevice => {
    names.push(name)
    return opening
  }
  const all = table(address, { tap })
  const opening = replay(recording, device, all.clock)
  const { clock, hub, host, source } = all
  hub.plug(info)
  const made: { readonly at: number; readonly press: string }[] = []
  let began = clock.now()
  host.answer = ({ action, cashier }) => {
    made.push({ at: clock.now() - began, press: cashier === undefined ? action : `${action} ${cashier}` })
    return { kind: 'journaled' }
  }
  await source.start(host)
  await rest()
  began = clock.now()
  await run(recording, clock)
  return { ...all, made, device, names }
}

/** Turns the clock to the recording's end, and lets what that starts come to rest in between. */
async function run(recording: Recording, clock: { advance(ms: number): void }): Promise<void> {
  const end = (recording.at(-1)?.t ?? 0) + 2_000
  for (let time = 0; time < end; time += 50) {
    clock.advance(50)
    await rest()
  }
}

describe("a recording of our firmware's HID box", () => {
  it('makes its presses: short, long, the second button, both, kept while it was away, and cut off by a reset', async () => {
    const { made, source } = await played('firmware', { ...OWN_BOX, serial: 'USB-1' }, 'auto')
    expect(made.map(({ press }) => press)).toEqual(['call', 'toggle', 'help', 'help', 'call', 'call', 'call'])
    expect(source.boxes()).toMatchObject([{ counts: { missed: 0, lost: 0, presses: 7 } }])
  })
})

describe('a recording of an own box', () => {
  it('makes the presses that were made, each at its time, and none of what was lost or held', async () => {
    const { made } = await played('own-box', OWN_BOX, 'auto')
    expect(made.map(({ press }) => press)).toEqual(['call', 'toggle', 'help', 'call', 'call'])
    const [short, long, help, cutOff] = made.map(({ at }) => at)
    expect(short).toBeCloseTo(1_926.9)
    expect(long).toBeCloseTo(3_441.0 + 1_500)
    expect(help).toBeCloseTo(7_102.9)
    expect(cutOff).toBeCloseTo(9_505.2)
  })

  it('is counted: what was lost, what came again, and that it was away', async () => {
    const { source, device, names } = await played('own-box', OWN_BOX, 'auto')
    expect(source.boxes()).toMatchObject([{ counts: { missed: 2, repeated: 3, presses: 5, discardedBytes: 0 } }])
    expect(source.counts()).toMatchObject({ reopened: 1 })
    expect(names).toEqual([device, device])
  })
})

describe('a recording of a number pad', () => {
  it('calls the numbers that were typed and confirmed, and no other', async () => {
    const { made } = await played('number-pad', PAD, 'numpad:04d9:1203')
    expect(made.map(({ press }) => press)).toEqual(['call 3', 'call 12', 'call 4', 'call 8'])
  })
})

describe('a recording of a foot pedal', () => {
  it('calls as each pedal goes down, except in the very first report', async () => {
    const { made } = await played('foot-pedal', PEDAL, 'auto')
    expect(made.map(({ press }) => press)).toEqual(['call', 'call', 'call'])
    expect(made.map(({ at }) => Math.round(at))).toEqual([2_200, 3_001, 3_050])
  })
})
