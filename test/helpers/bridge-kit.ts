/**
 * What the tests of the bridge share: presses, a folder for the journal, what was logged, and waiting for a condition.
 *
 * How to extend: `until` is the only way to wait; give it a `turn` that moves a hand-turned clock on.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Journal, type JournalOptions, openJournal } from '../../firmware-bridge/journal.ts'
import type { PressRecord } from '../../firmware-bridge/journal-record.ts'
import { LogTime } from '../../firmware-bridge/log-time.ts'
import { Publisher } from '../../firmware-bridge/publisher.ts'
import { type LogLines, SILENT } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import { isPress } from '../../protocol/event.ts'
import type { Press } from '../../protocol/press.ts'
import type { StoreLog } from '../../relay/log/port.ts'
import type { MemoryLog } from './memory-log.ts'

const PATIENCE = 20_000

/** Waits until `condition` holds; runs `turn` in between. */
export async function until(condition: () => boolean, turn: () => void = () => undefined): Promise<void> {
  const end = performance.now() + PATIENCE
  while (!condition()) {
    if (performance.now() > end) throw new Error(`still not so: ${String(condition)}`)
    turn()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** A new folder, gone when the test is over. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'bridge-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** The `n`th press of a test: its number is in its source, so that it is known again in the log. */
export function press(n: number, more: Partial<Press> = {}): Press {
  const cashier = ((n - 1) % 99) + 1
  return { action: 'call', cashier, language: 'en', source: `test:${n}`, pressedAt: 1_790_000_000_000, ...more }
}

export function record(n: number, more: Partial<Press> = {}): PressRecord {
  return { kind: 'press', press: press(n, more) }
}

/** The numbers of the presses that the log has, in its order. */
export function published(log: MemoryLog): number[] {
  return log.stored.map(({ entry }) => (isPress(entry.event) ? Number(entry.event.source.slice('test:'.length)) : -1))
}

export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

export type Said = { readonly level: 'info' | 'warn' | 'error'; readonly text: string }

/** Log lines that can be looked at; without the one of each press, which published-lines.test.ts is about. */
export function listen(): { readonly lines: LogLines; readonly said: Said[] } {
  const said: Said[] = []
  const at = (level: Said['level']) => (_: object, text: string) => {
    if (text !== 'a press is in the log') said.push({ level, text })
  }
  return { lines: { ...SILENT, info: at('info'), warn: at('warn'), error: at('error') }, said }
}

/** Closed when the test is over, if not before. */
export async function journal(dir: string, clock: Clock, more: Partial<JournalOptions> = {}): Promise<Journal> {
  const opened = await openJournal({ dir, clock, lines: SILENT, ...more })
  onTestFinished(() => opened.close())
  return opened
}

export function publisher(journal: Journal, log: StoreLog, clock: Clock, lines: LogLines = SILENT): Publisher {
  const started = new Publisher({ journal, log, clock, logTime: new LogTime(), lines, random: () => 0.5 })
  started.start()
  return started
}
