/** What the doctor says about the bridge, its boxes and its tills. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { NEWEST_FIRMWARE } from '../../../cli/doctor/checks/box-firmware.ts'
import type { BridgeReport } from '../../../firmware-bridge/bridge-report.ts'
import {
  box,
  counts,
  machine,
  mendOf,
  NOW,
  port,
  process,
  report,
  shop,
  wanted,
  withBoxes,
  wrong,
} from './facts-kit.ts'

const reporting = (more: Partial<BridgeReport>) => shop({ bridge: { kind: 'reports', report: report(more) } })
const { redis: _, ...EMBEDDED } = shop()

describe('a bridge that does not run', () => {
  const bridge = { kind: 'absent' } as const
  const idle = { processes: { all: [], holders: new Map(), hidden: 0 } }

  test('is an error with the command that starts it: all of it where the log is embedded', () => {
    const [finding] = wrong({ ...machine(idle), bridge }, 'bridge')
    expect(finding).toMatchObject({ severity: 'error', subject: 'bridge' })
    expect(mendOf(finding)).toBe('cashierq bridge --data-dir /var/lib/cashierq')
    expect(mendOf(wrong({ ...EMBEDDED, local: machine(idle).local, bridge }, 'bridge')[0])).toMatch(/^cashierq up /u)
  })

  test('is a note where the log is in Redis and no box is here: it may be another machine’s', () => {
    const elsewhere = { ...machine({ ...idle, ports: [] }), bridge }
    expect(wrong(elsewhere, 'bridge')).toMatchObject([{ severity: 'note' }])
  })

  test('but runs with other settings is a warning that names its process', () => {
    const other = { processes: { all: [process(9, 'node', { cashierq: 'up' })], holders: new Map(), hidden: 0 } }
    const [finding] = wrong({ ...machine(other), bridge }, 'bridge')
    expect(finding).toMatchObject({ severity: 'warning', facts: { pid: 9 } })
  })
})

test('a bridge of another user is a warning: nothing can be seen of it', () => {
  const [finding] = wrong(shop({ bridge: { kind: 'denied' } }), 'bridge')
  expect(finding).toMatchObject({ severity: 'warning' })
  expect(mendOf(finding)).toBe('sudo -E cashierq doctor')
})

test('a bridge that does not answer is an error', () => {
  const silent = shop({ bridge: { kind: 'silent', reason: 'no answer within 2000 ms' } })
  expect(wrong(silent, 'bridge')).toMatchObject([{ severity: 'error', message: expect.stringContaining('2000 ms') }])
})

describe('journal and publisher', () => {
  test.each<[string, Partial<BridgeReport>, string, string]>([
    [
      'a journal that cannot write',
      { journal: { kind: 'failing', since: NOW - 60_000, reason: 'ENOSPC' } },
      'journal',
      'error',
    ],
    [
      'a log that is away',
      { publisher: { kind: 'away', since: NOW - 5_000, reason: 'no route' }, pending: 7 },
      'publisher',
      'error',
    ],
    ['a log that was never reached', { publisher: { kind: 'connecting' } }, 'publisher', 'warning'],
    ['a log that is too slow', { pending: 500 }, 'publisher', 'warning'],
    ['a bridge that stops', { publisher: { kind: 'stopped' } }, 'publisher', 'warning'],
  ])('%s', (_, more, subject, severity) => {
    expect(wrong(reporting(more), 'bridge')).toMatchObject([{ subject, severity }])
  })

  test('what is pending is told', () => {
    const away = reporting({ publisher: { kind: 'away', since: NOW - 5_000, reason: 'no route' }, pending: 7 })
    expect(wrong(away, 'bridge')[0]).toMatchObject({
      facts: { pending: 7 },
      message: expect.stringContaining('7 presses'),
    })
  })
})

describe('a box', () => {
  test.each([
    [
      'that was pulled out of its till',
      box({ status: { kind: 'lost', reason: 'unplugged', since: NOW - 60_000 } }),
      'error',
    ],
    [
      'that was pulled out and is no till’s',
      unassigned({ kind: 'lost', reason: 'unplugged', since: NOW - 60_000 }),
      'note',
    ],
    ['that may not be opened', box({ status: { kind: 'refused', reason: 'EACCES', since: NOW - 60_000 } }), 'error'],
    ['that is silent', box({ heartbeatAt: NOW - 3_000 }), 'error'],
    ['that is being opened', box({ status: { kind: 'opening' } }), 'note'],
    ['that is stopped', box({ status: { kind: 'stopped' } }), 'note'],
  ])('%s', (_, spoiled, severity) => {
    expect(wrong(withBoxes(spoiled), 'box')).toMatchObject([{ severity }])
  })

  test('is judged by the bridge’s clock, not by ours', () => {
    const ahead = { ...withBoxes(box({ heartbeatAt: NOW - 400 })), now: NOW + 3_600_000 }
    expect(wrong(ahead, 'box')).toEqual([])
  })

  test('that never says that it is alive is not silent', () => {
    const { heartbeatAt: _, ...plain } = box()
    expect(wrong(withBoxes(plain), 'box')).toEqual([])
  })
})

describe('a box’s line', () => {
  test.each([
    ['three damaged frames, however few there were', counts({ frames: 4, crcErrors: 3 }), []],
    ['one damaged frame in 10 000', counts({ frames: 100_000, crcErrors: 10 }), []],
    ['one in a thousand', counts({ frames: 9_990, crcErrors: 10 }), ['warning']],
    ['one in twenty', counts({ frames: 95, crcErrors: 5 }), ['error']],
    ['some stray bytes from the start', counts({ frames: 10, discardedBytes: 200 }), []],
    ['a stray byte in every tenth frame', counts({ frames: 4_000, discardedBytes: 400 }), ['warning']],
    ['more noise than a quarter of the line', counts({ frames: 100, discardedBytes: 500 }), ['error']],
    ['frames of ours that the box cannot read', counts({ frames: 1_000, refused: 10 }), ['warning']],
  ])('%s', (_, told, severities) => {
    expect(wrong(withBoxes(box({ counts: told })), 'box-line').map(({ severity }) => severity)).toEqual(severities)
  })

  test('tells the rate to programs', () => {
    const [finding] = wrong(withBoxes(box({ counts: counts({ frames: 950, crcErrors: 50 }) })), 'box-line')
    expect(finding?.facts).toMatchObject({ frames: 950, crcErrors: 50, crcErrorShare: 0.05 })
  })
})

describe('a box’s presses', () => {
  test.each([
    ['a stuck button', box({ stuck: [0, 1] }), 'error', 'button 1, 2 is stuck'],
    ['presses that the box dropped', box({ counts: counts({ lost: 2 }) }), 'warning', '2 dropped by the box'],
    ['presses that never came', box({ counts: counts({ missed: 1 }) }), 'warning', '1 numbered by the box'],
    ['one silence', box({ counts: counts({ silences: 1 }) }), 'note', 'opened again 1 time'],
    ['many silences', box({ counts: counts({ silences: 3 }) }), 'warning', 'opened again 3 times'],
  ])('%s', (_, spoiled, severity, text) => {
    expect(wrong(withBoxes(spoiled), 'box-presses')).toMatchObject([
      { severity, message: expect.stringContaining(text) },
    ])
  })

  test('events that came again are harmless', () => {
    expect(wrong(withBoxes(box({ counts: counts({ repeated: 900 }) })), 'box-presses')).toEqual([])
  })
})

describe('a box’s firmware', () => {
  test.each([
    ['0.9', 1],
    ['1.0', 0],
    ['1', 0],
    ['1.0.1', 0],
  ])('%s', (firmware, findings) => {
    expect(wrong(withBoxes(box({ firmware })), 'box-firmware')).toHaveLength(findings)
  })

  test('of a foreign model is held against the newest of that model here: 1.9 is older than 1.10', () => {
    const [old, young] = ['1.9', '1.10'].map((firmware) => box({ model: 'other', firmware }))
    expect(wrong(withBoxes(old ?? box(), young ?? box()), 'box-firmware')).toMatchObject([
      { facts: { newest: '1.10' } },
    ])
  })

  test('the newest that the doctor knows is the one that is built', () => {
    const source = readFileSync('firmware-bridge/firmware/box.c', 'utf8')
    expect(/^#define FIRMWARE "(.*)"$/mu.exec(source)?.[1]).toBe(NEWEST_FIRMWARE)
  })
})

describe('tills', () => {
  test('a box that is no till’s is a warning with the command that pairs it', () => {
    const [finding] = wrong(withBoxes(box(), unassigned()), 'till')
    expect(finding).toMatchObject({ severity: 'warning', subject: 'box:A1' })
    expect(mendOf(finding)).toBe('cashierq bridge --assign --data-dir /var/lib/cashierq')
  })

  test('a box of a till that the store does not have is an error', () => {
    expect(wrong(withBoxes(box(), box({ names: ['box:A2'], cashier: 8 })), 'till')).toMatchObject([
      { severity: 'error', subject: 'till 8' },
    ])
  })

  test('tills without a box are one note', () => {
    const facts = { ...withBoxes(box()), wanted: wanted({ tills: [1, 2, 3, 4, 6] }) }
    expect(wrong(facts, 'till')).toMatchObject([{ severity: 'note', message: '4 tills have no box: 1, 2, 4, 6' }])
  })

  test('a shop without any box has no tills to complain of', () => {
    const none = report().sources.map((source) => ({ ...source, boxes: [] }))
    expect(wrong(reporting({ sources: none }), 'till')).toEqual([])
  })

  test.each([
    ['plain boxes', 'plain', box().model],
    ['panels', 'streamdeck', box().model],
    ['number pads', 'hid', 'number-pad'],
  ])('%s say themselves which till it is', (_, kind, model) => {
    const [source] = report({}, unassigned()).sources
    const boxes = (source?.boxes ?? []).map((one) => ({ ...one, ...(model !== undefined && { model }) }))
    expect(wrong(reporting({ sources: source ? [{ ...source, kind, boxes }] : [] }), 'till')).toEqual([])
  })

  test('a till whose box has not been there since the bridge started is an error', () => {
    const assigned = { kind: 'known', tills: { 'box:A1': 3, 'box:A7': 7 } } as const
    const found = wrong({ ...withBoxes(box()), wanted: wanted({ tills: [3, 7], assigned }) }, 'till')
    expect(found).toMatchObject([{ severity: 'error', subject: 'till 7', message: expect.stringContaining('box:A7') }])
  })

  test('a till that a source is for by itself needs no box', () => {
    const facts = { ...withBoxes(box()), wanted: wanted({ tills: [3, 4], sourceTills: [4] }) }
    expect(wrong(facts, 'till')).toEqual([])
  })

  test('pairing that cannot be read is an error', () => {
    const assigned = { kind: 'broken', reason: 'boxes.json cannot be read' } as const
    expect(wrong(shop({ wanted: wanted({ assigned }) }), 'till')).toMatchObject([
      { severity: 'error', subject: 'boxes.json' },
    ])
  })

  test('boxes that tell the same id, and so are known by their sockets alone, are a warning', () => {
    const [one, other] = ['at:usb-0:1', 'at:usb-0:2'].map((at) => box({ names: [at] }))
    const found = wrong(withBoxes(one ?? box(), other ?? box()), 'till')
    expect(found).toMatchObject([{ severity: 'warning', message: expect.stringContaining('2 boxes tell an id') }])
  })

  test('a box that is gone is no twin: its names are those it had', () => {
    const gone = box({ names: ['at:usb-0:2'], status: { kind: 'lost', reason: 'unplugged', since: NOW } })
    expect(wrong(withBoxes(box(), gone), 'till')).toEqual([])
  })

  test('a box that tells neither firmware nor id, as HID boxes, is no such twin', () => {
    const { firmware: _, ...hid } = box({ names: ['at:usb-0:1'] })
    expect(wrong(withBoxes(hid), 'till')).toEqual([])
  })
})

test('the port of a box that the bridge reads counts as a box, whatever its ids are', () => {
  const chip = port({ node: '/dev/ttyUSB0', ids: '1a86:7523', latencyMs: 16 })
  const facts = machine(
    { ports: [chip] },
    { bridge: { kind: 'reports', report: report({}, box({ device: 'serial:/dev/ttyUSB0' })) } },
  )
  expect(wrong(facts, 'latency')).toMatchObject([{ severity: 'warning' }])
})

function unassigned(status: ReturnType<typeof box>['status'] = box().status) {
  const { cashier: _, ...rest } = box()
  return { ...rest, status }
}
