/** What connections cost a server in memory. */
import { millis, type Row } from '../latency.ts'
import { pause } from './clock.ts'
import type { Server } from './server.ts'

const KB = 1_024
/** Welcomes and snapshots leave, ms. */
const SETTLED = 2_000

export type Opened<T> = { readonly result: T; readonly row: Row }

/** Weighs the server before and after `open` has connected `screens` that said hello and have their state. */
export async function weighed<T>(
  { name, probe }: Server,
  screens: { readonly count: number; readonly what: string; readonly most?: number },
  open: () => Promise<T>,
): Promise<Opened<T>> {
  const { count, what, most } = screens
  const row = (figure: string, met: boolean | null): Row => ({
    what: `memory of each of ${count.toLocaleString('en')} connections${what}: ${name}`,
    figure,
    goal: most === undefined ? '' : `RSS ≤ ${most} KB`,
    met,
  })
  if (probe === undefined) return { result: await open(), row: row('not a program of Node', null) }
  await pause(500)
  const before = await probe.usage()
  const bare = await probe.collected()
  const result = await open()
  await pause(SETTLED)
  const after = await probe.usage()
  const full = await probe.collected()
  const each = (from: number, to: number) => (to - from) / count / KB
  const resident = each(before.rss, after.rss)
  const figure = [
    `RSS ${millis(resident)} KB as it runs`,
    `${millis(each(before.rss, full.rss))} KB after a collection`,
    `heap ${millis(each(bare.heap, full.heap))} KB`,
  ].join(', ')
  return { result, row: row(figure, most === undefined ? null : resident <= most) }
}
