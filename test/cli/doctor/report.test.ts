/** What people and programs see of the findings. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { CHECKS, examine } from '../../../cli/doctor/checks.ts'
import { EXIT_CODE, type Finding, SEVERITIES, verdictOf, worstFirst } from '../../../cli/doctor/finding.ts'
import { forPeople } from '../../../cli/doctor/human.ts'
import { columns, lookOf, wrap } from '../../../cli/doctor/layout.ts'
import { DoctorReport, reportOf } from '../../../cli/doctor/report.ts'
import { bytes, duration, percent, ranges } from '../../../cli/doctor/words.ts'
import { box, shop, withBoxes } from './facts-kit.ts'
import { sickShop } from './sick-shop.ts'

const PLAIN = lookOf(80, false)
/** Where the text of a finding can begin at most. */
const DEEPEST = 36
const finding = (more: Partial<Finding> = {}): Finding => ({
  check: 'relay',
  severity: 'error',
  subject: 'relay',
  message: 'it is away',
  facts: {},
  ...more,
})

describe('the verdict', () => {
  test('is the worst that was found, and the exit code tells it without a clash with the codes of cashierq', () => {
    const codes = SEVERITIES.map(
      (severity) => EXIT_CODE[verdictOf([finding({ severity: 'ok' }), finding({ severity })])],
    )
    expect(codes).toEqual([0, 0, 3, 4])
    expect(verdictOf([])).toBe('ok')
  })

  test('the worst comes first, and causes before what comes of them', () => {
    const order = worstFirst(
      [
        ['a', 'ok'],
        ['b', 'error'],
        ['c', 'note'],
        ['d', 'warning'],
        ['e', 'error'],
      ].map(([check = '', severity]) => finding({ check, severity: severity as Finding['severity'] })),
    )
    expect(order.map(({ check }) => check)).toEqual(['b', 'e', 'd', 'c', 'a'])
  })
})

describe('for programs', () => {
  test('the report has the documented shape, whatever is found', () => {
    for (const facts of [shop(), sickShop()]) {
      const sent: unknown = JSON.parse(JSON.stringify(reportOf(examine(facts))))
      expect(v.parse(DoctorReport, sent)).toEqual(sent)
    }
  })

  test('a mend is one string: the command as it is to be run, what follows it beside', () => {
    const run = finding({ mend: { kind: 'run', command: 'sudo x', afterwards: 'then log out' } })
    const byHand = finding({ mend: { kind: 'do', text: 'Change the cable' } })
    expect(reportOf([run, byHand, finding()]).findings.map(({ mend, afterwards }) => [mend, afterwards])).toEqual([
      ['sudo x', 'then log out'],
      ['Change the cable', undefined],
      [undefined, undefined],
    ])
  })
})

describe('for people', () => {
  const lines = (findings: readonly Finding[], look = PLAIN) => forPeople(findings, shop(), look).split('\n')

  test('the picture in the documents is what the program shows', () => {
    const shown = /<!-- table -->\n```text\n([\s\S]*?)```/u.exec(readFileSync('docs/doctor.md', 'utf8'))?.[1]
    expect(shown).toBe(forPeople(examine(sickShop()), sickShop(), PLAIN))
  })

  test('a command stays whole and is told from a sentence', () => {
    const command = `sudo ${'x'.repeat(200)} && y`
    expect(lines([finding({ mend: { kind: 'run', command } })])).toContain(`         $ ${command}`)
    expect(lines([finding({ mend: { kind: 'do', text: 'Change the cable' } })])).toContain(
      '         > Change the cable',
    )
  })

  test('the end says what it all comes to', () => {
    const last = (...severities: readonly Finding['severity'][]) =>
      lines(severities.map((severity) => finding({ severity }))).at(-2)
    expect(last()).toBe('All is well.')
    expect(last('ok', 'note')).toBe('All is well (1 note).')
    expect(last('warning', 'note')).toMatch(/^1 warning, 1 note\. /u)
    expect(last('error', 'error', 'warning')).toMatch(/^2 errors, 1 warning\. /u)
  })

  test('colours are for terminals alone', () => {
    const code = '\u001b'
    expect(forPeople(examine(sickShop()), sickShop(), lookOf(80, false))).not.toContain(code)
    expect(forPeople(examine(sickShop()), sickShop(), lookOf(80, true))).toContain(`${code}[31merror`)
  })

  test('what is well is said once a thing, and the boxes stand in their table alone', () => {
    const text = forPeople(examine(shop()), shop(), PLAIN)
    expect(text.match(/^ok +Redis 10\.0\.0\.5:6379 /gmu)).toHaveLength(1)
    expect(text).not.toMatch(/^ok +till 3/mu)
    expect(text).toMatch(/^ +3 {2}box:A1 {2}till-32u4 {2}1\.0 /mu)
  })

  test('a box’s name gives way where the line is too short, its figures do not', () => {
    const far = box({ names: [`box:${'A'.repeat(40)}`], model: 'm'.repeat(30) })
    const table = forPeople([], withBoxes(far), lookOf(80, false)).split('\n')
    const row = table.find((line) => line.includes('box:A')) ?? ''
    expect(row).toContain('…')
    expect(row).toMatch(/120 +0 +0 +0 {2}-$/u)
    expect(row.length).toBeLessThanOrEqual(80)
  })

  test('no control character of a device, and no line beyond the edge but for what cannot be broken', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.lorem({ maxCount: 40 }))
    const findings = fc.array(fc.record({ subject: text, message: text, severity: fc.constantFrom(...SEVERITIES) }))
    fc.assert(
      fc.property(findings, fc.integer({ min: 20, max: 300 }), (some, width) => {
        const look = lookOf(width, false)
        for (const line of lines(
          some.map((one) => finding(one)),
          look,
        )) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u)
          const words = line.trim().split(' ')
          if (line.length > look.width)
            expect(Math.max(...words.map((word) => word.length))).toBeGreaterThan(look.width - DEEPEST)
        }
      }),
    )
  })
})

describe('lines', () => {
  test.each([
    ['one two three', 7, ['one two', 'three']],
    ['one', 2, ['one']],
    ['', 9, ['']],
  ])('%j in %d characters', (text, width, wanted) => {
    expect(wrap(text, width)).toEqual(wanted)
  })

  test('columns are as wide as they must be, figures to the right', () => {
    const heads = [{ head: 'till', right: true }, { head: 'box' }]
    expect(
      columns(
        heads,
        [
          ['3', 'A1'],
          ['12', 'B'],
        ],
        80,
      ),
    ).toEqual(['till  box', '   3  A1', '  12  B'])
  })
})

describe('figures', () => {
  test.each([
    [4, '4 ms'],
    [-5, '0 ms'],
    [400, '0.4 s'],
    [42_000, '42 s'],
    [720_000, '12 min'],
    [7_200_000, '2 h'],
    [432_000_000, '5 days'],
  ])('%d ms is %s', (ms, said) => expect(duration(ms)).toBe(said))

  test.each([
    [12_000, '12 kB'],
    [512_000_000, '512 MB'],
    [1_500_000_000, '1.5 GB'],
  ])('%d bytes are %s', (count, said) => expect(bytes(count)).toBe(said))

  test.each([
    [0.0023, '0.2 %'],
    [0.05, '5 %'],
    [0.123, '12 %'],
    [0, '0 %'],
  ])('%d is %s', (share, said) => expect(percent(share)).toBe(said))

  test.each([
    [[4, 1, 2, 3, 7], '1 to 4, 7'],
    [[1, 2], '1, 2'],
    [[5], '5'],
  ])('%j are %s', (numbers, said) => expect(ranges(numbers)).toBe(said))
})

test('the documents tell of every check', () => {
  const told = readFileSync('docs/doctor.md', 'utf8')
  expect(CHECKS.filter(({ name }) => !told.includes(`| \`${name}\` |`)).map(({ name }) => name)).toEqual([])
})
