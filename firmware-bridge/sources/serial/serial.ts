/** Framed boxes on serial ports: one that somebody named, or all of ours that are plugged in (`serial:auto`). */

import { FramedSource } from '../box/framed-source.ts'
import type { ButtonSource, SourceAddress, SourceKind } from '../source.ts'
import { FollowedPort } from './followed-port.ts'
import { AutoSerialSource } from './serial-auto.ts'
import { type SerialTools, serialWay } from './serial-way.ts'

const AUTO = 'auto'

export const serialKind: SourceKind = {
  form: 'serial:DEVICE[=TILL] or serial:auto',
  check: ({ address, cashier }) => {
    if (address === '') return 'a box needs its port, such as serial:/dev/ttyUSB0, or serial:auto'
    if (address !== AUTO) return undefined
    if (cashier !== undefined) return 'serial:auto finds any number of boxes: their tills are assigned'
    return process.platform === 'linux' ? undefined : 'only Linux can find boxes: name the port, such as serial:COM3'
  },
  open: openSerial,
}

export function openSerial(address: SourceAddress, tools: SerialTools): ButtonSource {
  if (address.address === AUTO) return new AutoSerialSource(AUTO, tools)
  const port = new FollowedPort(address.address, tools.lines, tools.root)
  return new FramedSource('serial', address, serialWay(port, tools), tools)
}
