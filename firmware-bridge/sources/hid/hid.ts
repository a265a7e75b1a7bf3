/**
 * HID button boxes, plain HID buttons and number pads of this machine.
 *
 * `hid:auto` reads every connected device of a known model; another one is read when its ids are named, and a keyboard
 * only as a number pad, by name: read unasked it would be a key logger.
 */
import type { OpenDevice } from '../device/device.ts'
import type { SourceAddress, SourceKind, SourceTools } from '../source.ts'
import { HID_FORM, parseHidAddress, readingOf } from './hid-address.ts'
import { HidBox } from './hid-box.ts'
import { listHid, openHid } from './hid-device.ts'
import type { HidInfo } from './hid-info.ts'
import { HidSource } from './hid-source.ts'

/** The HID devices of a machine. */
export type HidHub = {
  list(): Promise<readonly HidInfo[]>
  open(path: string): OpenDevice
}

export type HidTools = SourceTools & {
  readonly hub?: HidHub
  /** How often devices are looked for, ms. */
  readonly poll?: number
}

export const hidKind: SourceKind = {
  form: HID_FORM,
  check: ({ address, cashier }) => {
    const parsed = parseHidAddress(address)
    if (!parsed) return `it must be ${HID_FORM}`
    return parsed.kind === 'number_pad' && cashier !== undefined
      ? 'on a number pad the cashier types the till'
      : undefined
  },
  open: openHidSource,
}

const MACHINE: HidHub = { list: listHid, open: openHid }

export function openHidSource({ address, cashier }: SourceAddress, tools: HidTools): HidSource {
  const { hub = MACHINE, clock, tap, poll } = tools
  const reads = parseHidAddress(address)
  return new HidSource({
    kind: 'hid',
    address,
    tools,
    list: () => hub.list(),
    member: (info) => {
      const reading = reads && readingOf(reads, info)
      if (!reading) return undefined
      const more = { ...(cashier !== undefined && { cashier }), ...(tap && { tap }) }
      return (given) => new HidBox({ ...given, clock, reading, device: (path) => hub.open(path), ...more })
    },
    ...(poll !== undefined && { poll }),
  })
}
