import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capLines, EMPTY_CAP, LONGEST_LINE } from '../../firmware-bridge/sources/plain/line-cap.ts'
import { linePattern, pressOfLine } from '../../firmware-bridge/sources/plain/plain-line.ts'
import { parseScenario } from '../../firmware-bridge/sources/simulated.ts'
import { parseSource } from '../../firmware-bridge/sources/source-spec.ts'

describe('--source', () => {
  it.each([
    ['simulated', { kind: 'simulated', address: '' }],
    ['simulated:', { kind: 'simulated', address: '' }],
    ['simulated:day.jsonl', { kind: 'simulated', address: 'day.jsonl' }],
    ['plain:/dev/ttyUSB0', { kind: 'plain', address: '/dev/ttyUSB0' }],
    ['plain:/dev/ttyUSB0=3', { kind: 'plain', address: '/dev/ttyUSB0', cashier: 3 }],
    ['plain:COM4=12', { kind: 'plain', address: 'COM4', cashier: 12 }],
    [
      'plain:/dev/serial/by-id/usb-a=b_c:d-if00=7',
      { kind: 'plain', address: '/dev/serial/by-id/usb-a=b_c:d-if00', cashier: 7 },
    ],
    [
      'serial:/dev/serial/by-id/usb-CashierQ_A1-if00=3',
      { kind: 'serial', address: '/dev/serial/by-id/usb-CashierQ_A1-if00', cashier: 3 },
    ],
    ['serial:auto', { kind: 'serial', address: 'auto' }],
    ['tcp:10.0.0.7:4000=3', { kind: 'tcp', address: '10.0.0.7:4000', cashier: 3 }],
    ['tcp:box.shop.example:4000', { kind: 'tcp', address: 'box.shop.example:4000' }],
    ['tcp:[fe80::1%eth0]:4000=12', { kind: 'tcp', address: '[fe80::1%eth0]:4000', cashier: 12 }],
    ['plain:/odd=folder/tty', { kind: 'plain', address: '/odd=folder/tty' }],
  ])('%s is read', (text, spec) => {
    expect(parseSource(text)).toEqual(spec)
  })

  it.each([
    ['', /kind "" is not known; known are simulated .*, plain:DEVICE/u],
    ['cereal:/dev/ttyUSB0', /kind "cereal" is not known/u],
    ['toString:x', /kind "toString" is not known/u],
    ['plain', /needs its device/u],
    ['plain:', /needs its device/u],
    ['plain:/dev/ttyUSB0=', /till "" must be 1 to 99/u],
    ['plain:/dev/ttyUSB0=0', /till "0" must be 1 to 99/u],
    ['plain:/dev/ttyUSB0=100', /till "100" must be 1 to 99/u],
    ['plain:/dev/ttyUSB0=three', /till "three" must be 1 to 99/u],
    ['serial', /needs its port/u],
    ['serial:auto=3', /their tills are assigned/u],
    ['tcp:', /needs a host and a port/u],
    ['tcp:box', /needs a host and a port/u],
    ['tcp:box:0', /needs a host and a port/u],
    ['tcp:box:65536', /needs a host and a port/u],
    ['tcp:fe80::1:4000', /needs a host and a port/u],
    ['simulated:day.jsonl=3', /names its till itself/u],
    [`plain:/${'d'.repeat(180)}`, /more than 180 characters/u],
  ])('%s is refused with a reason', (text, why) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ code: 'bad_setting', message: expect.stringMatching(why) }),
    )
  })
})

describe('a line of a plain box', () => {
  it.each([
    ['3', 3],
    ['12\r', 12],
    ['  7 ', 7],
    ['07', 7],
  ])('%j is a call of till %i', (line, cashier) => {
    expect(pressOfLine(line, linePattern(undefined))).toEqual({ action: 'call', cashier })
  })

  it.each(['', '0', '00', '100', '3x', '3 3', '-3', '3.0', 'ready', '\u0000\u00ff', '٣'])('%j is no press', (line) => {
    expect(pressOfLine(line, linePattern(undefined))).toBeUndefined()
  })

  it('is read by a pattern of the store', () => {
    const pattern = linePattern('^btn (?<cashier>\\d+)(?: (?<action>[a-z]+))?(?: (?<language>[a-z]{2}))?$')
    expect(pressOfLine('btn 4', pattern)).toEqual({ action: 'call', cashier: 4 })
    expect(pressOfLine('btn 4 close', pattern)).toEqual({ action: 'close', cashier: 4 })
    expect(pressOfLine('btn 4 recall fr', pattern)).toEqual({ action: 'recall', cashier: 4, language: 'fr' })
    expect(pressOfLine('btn 4 dance', pattern)).toBeUndefined()
    expect(pressOfLine('btn 400', pattern)).toBeUndefined()
  })

  it("is the fixed till's, whatever number it says", () => {
    expect(pressOfLine('1', linePattern(undefined, 3))).toEqual({ action: 'call', cashier: 3 })
    expect(pressOfLine('press', linePattern('^press$', 3))).toEqual({ action: 'call', cashier: 3 })
  })

  it('needs a pattern that can be read and says the till', () => {
    expect(() => linePattern('^(?<cashier>[$')).toThrow(expect.objectContaining({ code: 'bad_setting' }))
    expect(() => linePattern('^\\d$')).toThrow(expect.objectContaining({ code: 'bad_setting' }))
  })
})

describe('the cap on lines', () => {
  const bytes = fc.array(fc.oneof(fc.constant(10), fc.integer({ min: 0, max: 255 }), fc.constant(65)), {
    maxLength: 900,
  })
  const long = fc.integer({ min: 0, max: 700 }).map((n) => Array.from({ length: n }, () => 65))
  const said = fc
    .array(fc.oneof(bytes, long, fc.constant([51, 13, 10])), { maxLength: 6 })
    .map((parts) => Buffer.from(parts.flat()))

  it('gives whole lines of a permitted length, in order, and counts each other byte, however they are cut into chunks', () => {
    fc.assert(
      fc.property(said, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (all, sizes) => {
        let cap = EMPTY_CAP
        let out = Buffer.alloc(0)
        let discarded = 0
        for (let start = 0, i = 0; start < all.length; i++) {
          const end = start + (sizes[i % sizes.length] ?? 1)
          const step = capLines(cap, all.subarray(start, end))
          start = end
          cap = step.cap
          out = Buffer.concat([out, step.whole])
          discarded += step.discarded
          expect(cap.held.length).toBeLessThanOrEqual(LONGEST_LINE)
        }
        const lines = all.toString('latin1').split('\n').slice(0, -1)
        const short = lines.filter((line) => line.length <= LONGEST_LINE)
        expect(out.toString('latin1')).toBe(short.map((line) => `${line}\n`).join(''))
        expect(out.length + discarded + cap.held.length).toBe(all.length)
      }),
      { numRuns: 400 },
    )
  })
})

describe('a scenario', () => {
  const steps = [
    { after: 2_000, cashier: 3, action: 'call' },
    { after: 0, cashier: 5, action: 'recall', language: 'fr' },
  ]

  it('is one object a line, or one array', () => {
    const lines = '{"after":2000,"cashier":3}\r\n\n{"after":0,"cashier":5,"action":"recall","language":"fr"}'
    expect(parseScenario(lines, 'f')).toEqual(steps)
    expect(parseScenario(` ${JSON.stringify(steps)}`, 'f')).toEqual(steps)
    expect(parseScenario('', 'f')).toEqual([])
  })

  it.each([
    ['{"after":1,"cashier":3}\n\n{"after":1,"cashier":0}', /line 3: cashier:/u],
    ['{"after":1,"cashier":3', /line 1: /u],
    ['{"cashier":3}', /line 1: after:/u],
    ['{"after":-1,"cashier":3}', /line 1: after:/u],
    ['{"after":1,"cashier":3,"action":"dance"}', /line 1: action:/u],
    ['{"after":1,"cashier":3,"language":"klingon!"}', /line 1: language: must be a language tag/u],
    ['{"after":1,"cashier":3,"wait":4}', /line 1: wait:/u],
    ['7', /line 1: /u],
    ['[{"after":1,"cashier":3},{"after":1}]', /step 2: cashier:/u],
    ['[{"after":1', /the array: /u],
  ])('%j is refused by line and reason', (text, why) => {
    expect(() => parseScenario(text, 'day.jsonl')).toThrow(
      expect.objectContaining({ code: 'bad_setting', message: expect.stringMatching(why) }),
    )
  })
})
