/**
 * The doctor's findings for people: what is wrong first and worst, each with its mend, then the boxes, then what is
 * well, and at the very end, where the eye is, what it all comes to. Pure.
 */

import type { BridgeReport } from '../../firmware-bridge/bridge-report.ts'
import type { BoxReport } from '../../firmware-bridge/sources/source.ts'
import { boxesOf, deviceOf } from './boxes.ts'
import type { Facts } from './facts.ts'
import { type Finding, type Mend, type Severity, verdictOf, worstFirst } from './finding.ts'
import { type Column, columns, harmless, type Look, type Paint, paint, wrap } from './layout.ts'
import { count, duration } from './words.ts'

export function forPeople(findings: readonly Finding[], facts: Facts, look: Look): string {
  const wrong = worstFirst(findings).filter(({ severity }) => severity !== 'ok')
  const subjectWidth = subjectColumn(
    wrong.map(({ subject }) => subject),
    look,
  )
  const parts = [
    wrap(title(facts), look.width).map((line) => paint(look, 'dim', line)),
    ...wrong.map((finding) => findingLines(finding, subjectWidth, look)),
    boxLines(facts, look),
    wellLines(findings, look),
    verdictLines(findings, look),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function title({ wanted, now }: Facts): string {
  const time = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
  return harmless(`cashierq doctor: store ${wanted.store}, data in ${wanted.dataDir}, ${time} UTC`)
}

const PAINTS: { readonly [S in Severity]: Paint } = { ok: 'green', note: 'cyan', warning: 'yellow', error: 'red' }
const GAP = '  '
const LABEL_WIDTH = 'warning'.length
const MEND_INDENT = ' '.repeat(LABEL_WIDTH + GAP.length)
/** A longer subject gets a line of its own. */
const LONGEST_SUBJECT = 24

function subjectColumn(subjects: readonly string[], { width }: Look): number {
  const most = Math.min(LONGEST_SUBJECT, Math.floor(width / 4))
  return Math.max(0, ...subjects.map((subject) => subject.length).filter((length) => length <= most))
}

/** Severity, subject and text in columns. */
function row(severity: Severity, subject: string, text: string, subjectWidth: number, look: Look): string[] {
  const label = paint(look, PAINTS[severity], severity.padEnd(LABEL_WIDTH))
  const indent = ' '.repeat(LABEL_WIDTH + GAP.length + subjectWidth + GAP.length)
  const [first = '', ...rest] = wrap(harmless(text), look.width - indent.length)
  const known = harmless(subject)
  const head =
    known.length <= subjectWidth
      ? [`${label}${GAP}${paint(look, 'bold', known.padEnd(subjectWidth))}${GAP}${first}`]
      : [...ownLines(label, known, look), indent + first]
  return [...head, ...rest.map((line) => indent + line)]
}

/** A subject that has no room in its column. */
function ownLines(label: string, subject: string, look: Look): string[] {
  const lines = wrap(subject, look.width - MEND_INDENT.length).map((line) => paint(look, 'bold', line))
  return lines.map((line, i) => (i === 0 ? `${label}${GAP}${line}` : MEND_INDENT + line))
}

function findingLines({ severity, subject, message, mend }: Finding, subjectWidth: number, look: Look): string[] {
  return [...row(severity, subject, message, subjectWidth, look), ...(mend ? mendLines(mend, look) : [])]
}

/** A command is never broken: it is to be copied, and a terminal that wraps it copies it whole. */
function mendLines(mend: Mend, look: Look): string[] {
  const sentence = (text: string) =>
    wrap(harmless(text), look.width - MEND_INDENT.length - 2).map((line) => `${MEND_INDENT}  ${line}`)
  if (mend.kind === 'do') {
    const [first = '', ...rest] = sentence(mend.text)
    return [`${MEND_INDENT}> ${first.trimStart()}`, ...rest]
  }
  const command = `${MEND_INDENT}$ ${paint(look, 'bold', harmless(mend.command))}`
  return [command, ...(mend.afterwards === undefined ? [] : sentence(mend.afterwards))]
}

const BOX_COLUMNS: readonly Column[] = [
  { head: 'till', right: true },
  { head: 'box', shrinks: true },
  { head: 'model', shrinks: true },
  { head: 'fw' },
  { head: 'status' },
  { head: 'heard', right: true },
  { head: 'presses', right: true },
  { head: 'crc', right: true },
  { head: 'stray', right: true },
  { head: 'lost', right: true },
  { head: 'stuck' },
]

function boxLines({ bridge }: Facts, look: Look): string[] {
  const boxes = bridge.kind === 'reports' ? boxesOf(bridge.report) : []
  if (bridge.kind !== 'reports' || boxes.length === 0) return []
  const order = (box: BoxReport) => box.cashier ?? Number.POSITIVE_INFINITY
  const rows = boxes.toSorted((a, b) => order(a) - order(b)).map((box) => boxRow(box, bridge.report))
  const [head = '', ...lines] = columns(BOX_COLUMNS, rows, look.width)
  return [paint(look, 'dim', head), ...lines]
}

function boxRow(box: BoxReport, { now }: BridgeReport): string[] {
  const { cashier, names, model, firmware, status, heartbeatAt, stuck, counts } = box
  return [
    cashier === undefined ? '-' : String(cashier),
    names[0] ?? deviceOf(box),
    model ?? '-',
    firmware ?? '-',
    status.kind,
    heartbeatAt === undefined ? '-' : duration(now - heartbeatAt),
    String(counts.presses),
    String(counts.crcErrors),
    String(counts.discardedBytes),
    String(counts.lost + counts.missed),
    stuck.length === 0 ? '-' : stuck.map((button) => button + 1).join(','),
  ].map(harmless)
}

/** The boxes' own checks stand in their table already. */
const IN_TABLE = ['box', 'box-line', 'box-presses', 'box-firmware']

/** One paragraph for each thing that is well: all that was looked at, so that nobody wonders what was not. */
function wellLines(findings: readonly Finding[], look: Look): string[] {
  const well = new Map<string, string[]>()
  for (const { check, severity, subject, message } of findings) {
    if (severity !== 'ok' || IN_TABLE.includes(check)) continue
    well.set(subject, [...(well.get(subject) ?? []), message])
  }
  const width = subjectColumn([...well.keys()], look)
  return [...well].flatMap(([subject, said]) => row('ok', subject, said.join('; '), width, look))
}

function verdictLines(findings: readonly Finding[], look: Look): string[] {
  const number = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length
  const said = (['error', 'warning', 'note'] as const).flatMap((severity) =>
    number(severity) > 0 ? [count(number(severity), severity)] : [],
  )
  const verdict = verdictOf(findings)
  if (verdict === 'ok') return [paint(look, PAINTS.ok, 'All is well.')]
  if (verdict === 'note') return [paint(look, PAINTS.ok, `All is well (${said.join()}).`)]
  const text = `${said.join(', ')}. Mend the topmost first: others often come of it.`
  return wrap(text, look.width).map((line) => paint(look, PAINTS[verdict], line))
}
