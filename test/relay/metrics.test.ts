/** docs/metrics.md, the alerts and the dashboard speak of the metrics that there are; and of nothing that grows. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import { countEntries, createMetrics } from '../../relay/metrics.ts'

type Described = { readonly name: string; readonly type: string; readonly labelNames: readonly string[] }

/** What prom-client keeps of each, beside what its types tell. */
function registered(): Described[] {
  return createMetrics()
    .registry.getMetricsAsArray()
    .map((metric) => {
      const labelNames = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : []
      return { name: metric.name, type: String(metric.type), labelNames }
    })
}

function own(): Described[] {
  return registered().filter(({ name }) => name.startsWith('cashierq_'))
}

/** Rows such as "| `name` | kind, `label`, … |". */
function documented(): Described[] {
  const rows = readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(\w+)` \| (\w+)([^|]*) \|/gmu)
  return [...rows].map(([, name = '', type = '', rest = '']) => ({
    name,
    type,
    labelNames: [...rest.matchAll(/`(\w+)`/gu)].map(([, label = '']) => label),
  }))
}

/** The names of metrics in queries, without what a histogram adds. */
function asked(text: string): string[] {
  const names = [...text.matchAll(/\b(?:cashierq|nodejs|process)_\w+/gu)].map(([name]) => name)
  return [...new Set(names.map((name) => name.replace(/_(?:bucket|sum|count)$/u, '')))]
}

describe('docs/metrics.md', () => {
  const byName = (a: Described, b: Described) => (a.name < b.name ? -1 : 1)

  test('has each of our metrics, with its kind and labels', () => {
    const ours = documented().filter(({ name }) => name.startsWith('cashierq_'))
    expect(ours.sort(byName)).toEqual(own().sort(byName))
  })

  test('names none of the process that is not there', () => {
    const names = registered().map(({ name }) => name)
    expect(documented().filter(({ name }) => !names.includes(name))).toEqual([])
  })
})

test.each(['deploy/prometheus/alerts.yml', 'deploy/prometheus/alerts.test.yml', 'deploy/grafana/cashierq.json'])(
  '%s asks for metrics that there are',
  (path) => {
    const names = asked(readFileSync(path, 'utf8'))
    const there = registered().map(({ name }) => name)
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !there.includes(name))).toEqual([])
  },
)

test('the dashboard shows all of ours', () => {
  const names = asked(readFileSync('deploy/grafana/cashierq.json', 'utf8'))
  expect(own().filter(({ name }) => !names.includes(name))).toEqual([])
})

test('no label can hold the name of a store, a client or an address', () => {
  const labels = new Set(own().flatMap(({ labelNames }) => labelNames))
  expect([...labels].sort()).toEqual(['action', 'code', 'outcome', 'recovered', 'role', 'type'])
})

test('a thousand stores make no more series than one', async () => {
  const metrics = createMetrics()
  const series = async () =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('cashierq_'))
  const event = { type: 'call' as const, cashier: 3, language: 'en', pressedAt: 1, source: 'test' }
  const entries: Entry[] = [{ offset: 1, at: 5, event }]
  const hear = () =>
    countEntries(metrics).entries(
      entries.map((entry) => ({ entry, wire: Buffer.alloc(0) })),
      Buffer.alloc(0),
    )
  hear()
  const one = (await series()).length
  for (let i = 0; i < 1_000; i++) hear()
  expect((await series()).length).toBe(one)
})

test('the time from press to entry is that of log time', async () => {
  const metrics = createMetrics()
  const event = { type: 'call' as const, cashier: 3, language: 'en', pressedAt: 1_000, source: 'test' }
  countEntries(metrics).entries([{ entry: { offset: 1, at: 1_250, event }, wire: Buffer.alloc(0) }], Buffer.alloc(0))
  const text = await metrics.registry.getSingleMetricAsString('cashierq_press_to_entry_seconds')
  expect(text).toContain('cashierq_press_to_entry_seconds_sum 0.25')
})
