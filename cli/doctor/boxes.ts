/** The boxes as the bridge reports them. Pure. */

import type { BridgeReport } from '../../firmware-bridge/bridge-report.ts'
import type { BoxReport } from '../../firmware-bridge/sources/source.ts'
import type { Facts } from './facts.ts'
import type { FactRecord, Judgement } from './finding.ts'

/** A check of one box at a time. `now` is the bridge's own clock, as all instants of the report are. */
export function eachBox(judge: (box: BoxReport, report: BridgeReport) => Judgement[]): (facts: Facts) => Judgement[] {
  return ({ bridge }) =>
    bridge.kind === 'reports' ? boxesOf(bridge.report).flatMap((box) => judge(box, bridge.report)) : []
}

export function boxesOf(report: BridgeReport): BoxReport[] {
  return report.sources.flatMap(({ boxes }) => boxes)
}

/** `till 3`: that is where a technician has to go. A box without a till is known by its own name. */
export function subjectOf(box: BoxReport): string {
  return box.cashier === undefined ? (box.names[0] ?? deviceOf(box)) : `till ${box.cashier}`
}

/** Reports may name a device with its kind before it, `serial:/dev/ttyACM0`; people and commands want the path. */
export function deviceOf({ device }: Pick<BoxReport, 'device'>): string {
  return device.replace(/^[a-z]+:(?=\/)/u, '')
}

/** What tells the box among others, for every finding about it. */
export function identityOf(box: BoxReport): FactRecord {
  const { names, cashier, model, firmware } = box
  return { names, device: deviceOf(box), cashier: cashier ?? null, model: model ?? null, firmware: firmware ?? null }
}
