/**
 * A framed box, its bridge, and the cable between them, all on one clock that the test turns.
 *
 * How to extend: `cable` is where lines go wrong; `host` says what becomes of presses; `warned` is what the log says.
 */
import { onTestFinished } from 'vitest'
import { BoxNames } from '../../../firmware-bridge/sources/box/box-names.ts'
import { FramedBox } from '../../../firmware-bridge/sources/box/framed-box.ts'
import type { SourceStatus } from '../../../firmware-bridge/sources/source.ts'
import { SILENT } from '../../../platform/logger.ts'
import { encodeBoxFrame } from '../../../protocol/box/encode.ts'
import { BOX_PROTOCOL, type BoxFrame } from '../../../protocol/box/frame.ts'
import { until } from '../../helpers/bridge-kit.ts'
import { FakeBox, type FakeBoxOptions } from '../../helpers/fake-box.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandHost } from '../../helpers/hand-host.ts'
import { Cable } from './cable.ts'

export type RigOptions = {
  readonly box?: Omit<FakeBoxOptions, 'clock' | 'say'>
  readonly cashier?: number
  readonly place?: string
  readonly clock?: FakeTimersClock
  readonly names?: BoxNames
  readonly host?: HandHost
}

export function boxRig(options: RigOptions = {}) {
  const { clock = new FakeTimersClock(), names = new BoxNames(), host = new HandHost(), place = 'usb-0:2' } = options
  const cable = new Cable()
  const box = new FakeBox({ clock, say: (text) => cable.toHost(text), ...options.box })
  cable.onHeard = (bytes) => box.hear(bytes)
  const warned: object[] = []
  const way = {
    device: () => `/dev/at/${place}`,
    identify: async () => cable.identity,
    place: async () => place,
    open: cable.open,
  }
  const framed = new FramedBox({
    way,
    host,
    tools: { clock, lines: { ...SILENT, warn: (fields, text) => void warned.push({ ...fields, text }) } },
    names,
    ...(options.cashier !== undefined && { cashier: options.cashier }),
  })
  onTestFinished(() => framed.stop())
  /** The box hangs: it says and hears nothing, and its plug is still in. */
  const hang = () => {
    box.powerOff()
    cable.write = 'is lost'
  }
  /** Turns the clock, a little at a time, until it is so. */
  const so = (condition: () => boolean) => until(condition, () => clock.advance(10))
  const becomes = (kind: SourceStatus['kind']) => so(() => framed.status().kind === kind)
  /** Plugs the box in, and waits until it is read. */
  const ready = async () => {
    box.powerOn()
    cable.plug()
    framed.start()
    await becomes('open')
  }
  return { clock, cable, box, host, names, framed, warned, hang, so, becomes, ready }
}

/** Time in which whatever was going to happen has happened. */
export async function pass(clock: FakeTimersClock, ms: number): Promise<void> {
  const end = clock.now() + ms
  await until(
    () => clock.now() >= end,
    () => clock.advance(Math.min(10, end - clock.now())),
  )
}

export function hello(more: Partial<Extract<BoxFrame, { kind: 'hello' }>> = {}): string {
  const usual = {
    version: BOX_PROTOCOL,
    id: 'A1',
    model: 'cq2',
    firmware: '1.0',
    buttons: 2,
    lamps: 2,
    boot: 1,
    seq: 0,
  }
  return encodeBoxFrame({ kind: 'hello', ...usual, ...more })
}
