/** The way to a framed box on a serial port. */

import type { BoxWay } from '../box/framed-box.ts'
import type { SourceTools } from '../source.ts'
import type { FollowedPort } from './followed-port.ts'
import { lazySerial } from './lazy-serial.ts'

/** Of the line protocol. */
const BOX_BAUD = 115_200

export type SerialTools = SourceTools & {
  /** How often devices are looked for, ms; default 1000. */
  readonly poll?: number
  /** Where /dev and /sys are; default `/`. */
  readonly root?: string
}

export function serialWay(port: Pick<FollowedPort, 'path' | 'identify' | 'place'>, { poll }: SerialTools): BoxWay {
  return {
    device: () => port.path,
    identify: () => port.identify(),
    place: () => port.place(),
    open: (ears) => lazySerial({ path: port.path, baudRate: BOX_BAUD })(ears),
    ...(poll !== undefined && { reopening: { poll } }),
  }
}
