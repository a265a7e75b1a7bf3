/** What `cashierq bridge --assign` says. Pure. */
import { NUMBER_PAD } from '../firmware-bridge/models/hid-models.ts'
import { type Pairing, type Told, tillOfBox } from '../firmware-bridge/pairing.ts'
import { NO_TILL } from '../firmware-bridge/pairing-desks.ts'
import type { BoxReport } from '../firmware-bridge/sources/source.ts'

export function question({ asking, paired }: Pairing): string | undefined {
  const [till] = asking
  if (till === undefined) return undefined
  const boxes = Object.keys(paired).filter((name) => paired[name] === till)
  const skip = boxes.length === 0 ? 'skip' : `keep ${boxes.join(' and ')}`
  return `Till ${till}: press its button now (Enter: ${skip}, q: end)`
}

export function answer(told: Told, boxes: readonly BoxReport[]): string | undefined {
  switch (told.kind) {
    case 'paired':
      return `  Till ${told.cashier} is ${described(told.box, boxes)}${moved(told.before)}${instead(told.forgotten)}.`
    case 'belongs':
      return `  ${described(told.box, boxes)} is till ${told.cashier} already. To make it till ${told.asked}, press it again.`
    case 'fixed':
      return `  ${told.box ?? 'That button'} ${FIXED_BY[told.by]} till ${told.cashier}: it stays so.`
    case 'nameless':
      return '  Nothing tells that button from others of its kind: give its --source a till, such as plain:/dev/ttyUSB0=3.'
    case 'early':
      return `  ${described(told.box, boxes)} has only just come: press it again.`
    case 'nothing':
      return undefined
  }
}

const FIXED_BY = { settings: 'is by "boxes" in cashierq.json', source: 'says itself that it is' } as const

function moved(before: number | undefined): string {
  return before === undefined ? '' : `, no longer till ${before}`
}

function instead(forgotten: readonly string[]): string {
  return forgotten.length === 0 ? '' : `, instead of ${forgotten.join(' and ')}`
}

/** `box:A1 (till-box 1.0 on /dev/serial/by-path/...)` */
function described(name: string, boxes: readonly BoxReport[]): string {
  const box = boxes.find(({ names }) => names.includes(name))
  if (!box) return name
  const { model, firmware, device } = box
  return `${name} (${[model, firmware, `on ${device}`].filter((word) => word !== undefined).join(' ')})`
}

/** What is assigned and what is not, a line each. */
export function summary(pairing: Pairing, tills: readonly number[], boxes: readonly BoxReport[]): string[] {
  const assigned = [...Object.entries({ ...pairing.paired, ...pairing.fixed }), ...ofSources(pairing, boxes)]
  const bare = tills.filter((till) => !assigned.some(([, served]) => served === till))
  const idle = boxes.filter(({ cashier, model, status }) => {
    return cashier === NO_TILL && status.kind === 'open' && model !== NUMBER_PAD.name
  })
  return [
    ...assigned.toSorted(([, a], [, b]) => a - b).map(([box, till]) => `till ${till}: ${described(box, boxes)}`),
    ...(bare.length > 0 ? [`without a box: till ${bare.join(', ')}`] : []),
    ...idle.map(({ names: [name], device }) => `without a till: ${described(name ?? device, boxes)}`),
  ]
}

/** Boxes whose source says which till they are. */
function ofSources(pairing: Pairing, boxes: readonly BoxReport[]): [string, number][] {
  return boxes.flatMap(({ names, device, cashier = NO_TILL }) =>
    cashier === NO_TILL || tillOfBox(pairing, names) !== undefined ? [] : [[names[0] ?? device, cashier]],
  )
}
