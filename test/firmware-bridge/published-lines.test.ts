import { expect, it } from 'vitest'
import { LogTime } from '../../firmware-bridge/log-time.ts'
import { Publisher } from '../../firmware-bridge/publisher.ts'
import { folder, journal, record, until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

async function rig() {
  const clock = new FakeTimersClock()
  const log = new MemoryLog(clock)
  const kept = await journal(await folder(), clock, { limit: 100 })
  const told: { readonly text: string; readonly fields: Record<string, unknown> }[] = []
  const none = () => {}
  const info = (fields: object, text: string) => void told.push({ text, fields: { ...fields } })
  const lines = { debug: none, info, warn: none, error: none }
  const start = () => {
    const running = new Publisher({ journal: kept, log, clock, logTime: new LogTime(), lines, random: () => 0 })
    running.start()
    return running
  }
  const presses = () => told.filter(({ text }) => text.startsWith('a press'))
  return { clock, log, kept, start, presses }
}

it('each press has one line, with its record in the journal and its name in the log', async () => {
  const { log, kept, start, presses } = await rig()
  const running = start()
  await kept.append(record(1))
  await kept.append(record(2))
  await until(() => kept.pending() === 0)
  const segment = await kept.oldest()
  expect(presses()).toMatchObject([
    { text: 'a press is in the log', fields: { press: `${log.store}/1`, record: `${segment?.producer}:1` } },
    { text: 'a press is in the log', fields: { press: `${log.store}/2`, record: `${segment?.producer}:2` } },
  ])
  expect(presses()[0]?.fields).toMatchObject({ source: expect.any(String), publishedMs: expect.any(Number) })
  running.stop()
})

it('a press whose answer got lost has a line too, and the question about the end of the log has none', async () => {
  const { clock, log, kept, start, presses } = await rig()
  const running = start()
  await kept.append(record(1))
  await until(() => kept.pending() === 0)
  await kept.append(record(2))
  log.cut(1)
  await until(
    () => kept.pending() === 0,
    () => clock.advance(100),
  )
  expect(presses().map(({ fields }) => fields['press'] ?? fields['upTo'])).toEqual([`${log.store}/1`, `${log.store}/2`])
  expect(presses()[1]?.text).toBe('a press was in the log already')
  running.stop()
})
