/**
 * What the tests say on the serial line: TAP, with how long each took and the guest's own time. Beside a failure stands
 * what the bridge and the kernel said last.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { SHOP_LOG } from './shop.ts'

const TAIL = 40

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = []
  let tests = 0
  for await (const event of events) {
    const { type, data } = event
    if (type === 'test:start') names.splice(data.nesting, Number.POSITIVE_INFINITY, data.name)
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (isOfInterest(event)) yield resultOf(event, ++tests, names.slice(1, data.nesting).concat(data.name))
    // The suite around all is over: what still keeps this process alive does not matter.
    if (data.nesting === 0) yield `1..${tests}\n`
  }
}

/** A suite fails if a test of it does; it is told only if it failed by itself. */
function isOfInterest({ type, data }: Ended): boolean {
  if (data.details.type !== 'suite') return true
  return type === 'test:fail' && Object(data.details.error).failureType !== 'subtestsFailed'
}

function resultOf({ type, data }: Ended, number: number, names: readonly string[]): string {
  const took = `${seconds(data.details.duration_ms / 1_000)}; guest ${seconds(uptime())}`
  const line = `${number} - ${names.join(' ')} (${took})\n`
  return type === 'test:pass' ? `ok ${line}` : `not ok ${line}${evidence(data.details.error)}`
}

function evidence(error: Error): string {
  const bridge = existsSync(SHOP_LOG) ? readFileSync(SHOP_LOG, 'utf8') : 'it was never started'
  const kernel = spawnSync('dmesg', { encoding: 'utf8' }).stdout
  const parts = { error: inspect(error.cause ?? error), 'the bridge': bridge, 'the kernel': kernel }
  return Object.entries(parts)
    .map(([part, text]) => `# -- ${part}\n${remark(text)}`)
    .join('')
}

function remark(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-TAIL)
  return lines.map((line) => `#    ${line}\n`).join('')
}

function uptime(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}
