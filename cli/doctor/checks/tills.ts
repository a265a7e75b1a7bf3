/** Which box is which till: boxes without a till, tills without their box, and boxes that cannot be told apart. */

import type { BridgeReport } from '../../../firmware-bridge/bridge-report.ts'
import { NUMBER_PAD } from '../../../firmware-bridge/models/hid-models.ts'
import type { BoxReport } from '../../../firmware-bridge/sources/source.ts'
import { boxesOf, deviceOf, identityOf, subjectOf } from '../boxes.ts'
import type { Facts, Wanted } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand, ofStore, run } from '../mend.ts'
import { count, ranges } from '../words.ts'

export function judgeTills({ bridge, wanted }: Facts): Judgement[] {
  if (bridge.kind !== 'reports') return []
  const { report } = bridge
  return [
    ...broken(wanted),
    ...unassigned(report, wanted),
    ...unknown(report, wanted),
    ...missing(report, wanted),
    ...doubted(report),
    ...bare(report, wanted),
  ]
}

function broken({ assigned, dataDir }: Wanted): Judgement[] {
  if (assigned.kind === 'known') return []
  const mend = byHand('Mend the file, or delete it and pair the boxes again')
  const message = `${assigned.reason}: the bridge will not start again`
  return [{ severity: 'error', subject: 'boxes.json', message, mend, facts: { dataDir } }]
}

/** Kinds whose boxes are buttons of one till. Plain boxes, panels and number pads say themselves which till it is. */
const BUTTON_KINDS = ['serial', 'tcp', 'hid']

/** Kinds whose boxes tell an id in their hello. */
const FRAMED_KINDS = ['serial', 'tcp']

function isButton(kind: string, { model }: BoxReport): boolean {
  return BUTTON_KINDS.includes(kind) && model !== NUMBER_PAD.name
}

function unassigned({ sources }: BridgeReport, wanted: Wanted): Judgement[] {
  const open = sources.flatMap(({ kind, boxes }) =>
    boxes.filter((box) => box.cashier === undefined && box.status.kind === 'open' && isButton(kind, box)),
  )
  return open.map((box) => ({
    severity: 'warning',
    subject: subjectOf(box),
    message: `this box on ${deviceOf(box)} is no till's: its presses are not counted`,
    mend: pair(wanted),
    facts: identityOf(box),
  }))
}

function pair(wanted: Wanted) {
  return run(ofStore(wanted, 'bridge', '--assign'), 'with the bridge stopped; then press the buttons it asks for')
}

function unknown(report: BridgeReport, wanted: Wanted): Judgement[] {
  return boxesOf(report).flatMap((box) => {
    if (box.cashier === undefined || wanted.tills.includes(box.cashier)) return []
    const message = `this store has no till ${box.cashier}, but a box is assigned to it: its presses are refused`
    const mend = byHand('Add the till to "tills" in cashierq.json, or pair the box with another')
    return [{ severity: 'error', subject: subjectOf(box), message, mend, facts: identityOf(box) }]
  })
}

/** A box that is assigned, and that the bridge has not met since it started. */
function missing(report: BridgeReport, { assigned }: Wanted): Judgement[] {
  if (assigned.kind === 'broken') return []
  const served = new Set(boxesOf(report).map(({ cashier }) => cashier))
  return [...new Set(Object.values(assigned.tills))].flatMap((till) => {
    if (served.has(till)) return []
    const names = Object.keys(assigned.tills).filter((name) => assigned.tills[name] === till)
    const message = `its box (${names.join(' or ')}) has not been there since the bridge started: presses do nothing`
    const mend = byHand('Plug the box in; if it is plugged in, see the checks "device", "permission" and "holder"')
    return [{ severity: 'error', subject: `till ${till}`, message, mend, facts: { names, cashier: till } }]
  })
}

/** A box that says hello tells its id; the bridge leaves it out of the names while another one tells the same. */
function doubted(report: BridgeReport): Judgement[] {
  const framed = report.sources.filter(({ kind }) => FRAMED_KINDS.includes(kind)).flatMap(({ boxes }) => boxes)
  const twins = framed.filter(
    ({ status, firmware, names }) =>
      status.kind === 'open' && firmware !== undefined && !names.some((name) => name.startsWith('box:')),
  )
  if (twins.length === 0) return []
  const devices = twins.map(deviceOf)
  const message = `${count(twins.length, 'box tells', 'boxes tell')} an id that another one here has too: only the socket says which is which`
  const mend = byHand('Give one of them another id (docs/button-box.md), or keep each in its own socket')
  return [{ severity: 'warning', subject: twins.map(subjectOf).join(', '), message, mend, facts: { devices } }]
}

/** One note for all: a shop may well have tills that are pressed on a screen. */
function bare({ sources }: BridgeReport, { tills, sourceTills, assigned }: Wanted): Judgement[] {
  const boxes = sources.flatMap((source) => source.boxes)
  const anyTill = sources.some(
    ({ kind, boxes: own }) => !BUTTON_KINDS.includes(kind) || own.some((box) => !isButton(kind, box)),
  )
  const expected = [...sourceTills, ...(assigned.kind === 'known' ? Object.values(assigned.tills) : [])]
  const without = tills.filter((till) => !expected.includes(till) && !boxes.some(({ cashier }) => cashier === till))
  if (anyTill || boxes.length === 0 || without.length === 0) return []
  const message = `${count(without.length, 'till has', 'tills have')} no box: ${ranges(without)}`
  return [{ severity: 'note', subject: 'tills', message, facts: { without } }]
}
