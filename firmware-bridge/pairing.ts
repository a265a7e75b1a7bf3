/**
 * "Press the button of till 3 now": which box is which till, asked till by till. Pure; the terminal is elsewhere.
 *
 * A box that has a till already may be pressed by mistake, so it moves only when it is pressed a second time.
 */
import type { BoxTills } from '../protocol/settings.ts'

export type Pairing = {
  /** Tills still to be asked for, the first one now. */
  readonly asking: readonly number[]
  readonly paired: BoxTills
  /** Names of the box that belongs to another till and was pressed once for this one. */
  readonly doubted: readonly string[]
}

/** What the person is to be told. */
export type Told =
  | { readonly kind: 'paired'; readonly cashier: number; readonly name: string; readonly before?: number }
  | { readonly kind: 'belongs'; readonly cashier: number; readonly name: string }
  | { readonly kind: 'nothing' }

export function startPairing(tills: readonly number[], paired: BoxTills): Pairing {
  return { asking: tills, paired, doubted: [] }
}

/** A box with these names, the surest first, was pressed. */
export function boxPressed(pairing: Pairing, names: readonly string[]): { pairing: Pairing; told: Told } {
  const [till] = pairing.asking
  const [name] = names
  if (till === undefined || name === undefined) return { pairing, told: { kind: 'nothing' } }
  const before = tillOf(pairing.paired, names)
  if (before !== undefined && before !== till && !names.some((known) => pairing.doubted.includes(known))) {
    return { pairing: { ...pairing, doubted: names }, told: { kind: 'belongs', cashier: before, name } }
  }
  const others = Object.entries(pairing.paired).filter(([known]) => !names.includes(known))
  const paired = Object.fromEntries([...others, [name, till]])
  const told: Told = { kind: 'paired', cashier: till, name, ...(before !== undefined && before !== till && { before }) }
  return { pairing: { asking: pairing.asking.slice(1), paired, doubted: [] }, told }
}

export function skipTill(pairing: Pairing): Pairing {
  return { ...pairing, asking: pairing.asking.slice(1), doubted: [] }
}

/** Tills that no box calls. */
export function withoutBox(paired: BoxTills, tills: readonly number[]): number[] {
  const served = new Set(Object.values(paired))
  return tills.filter((till) => !served.has(till))
}

function tillOf(paired: BoxTills, names: readonly string[]): number | undefined {
  const known = names.find((name) => Object.hasOwn(paired, name))
  return known === undefined ? undefined : paired[known]
}
