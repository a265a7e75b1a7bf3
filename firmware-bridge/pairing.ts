/**
 * "Till 3: press its button now": which box is which till, asked till by till. Pure; the terminal is elsewhere.
 *
 * A box that is another till's already may have been pressed by mistake, so it moves only when it is pressed once more.
 */
import type { BoxTills } from '../protocol/settings.ts'

export type Pairing = {
  /** Tills still to be asked for, the first one now. */
  readonly asking: readonly number[]
  /** What pairing has found out, now and before. */
  readonly paired: BoxTills
  /** What the settings say: nothing here changes it. */
  readonly fixed: BoxTills
  /** The box that is another till's and was pressed once for this one. */
  readonly doubted: string | undefined
  readonly newest: { readonly box: string; readonly at: number } | undefined
}

export type PairingPress = {
  /** Names of the box, the surest first; none: nothing tells it from others. */
  readonly names: readonly string[]
  /** The till that its source says itself. */
  readonly own?: number
  /** When the box came; absent: nobody knows. All instants by one clock, ms. */
  readonly since?: number
  readonly now: number
  /** The surest names of all boxes that are connected. */
  readonly connected: readonly string[]
}

/** What the person is to be told. */
export type Told =
  /** `before`: the till it was until now. `forgotten`: boxes that were this till's and are connected no more. */
  | {
      readonly kind: 'paired'
      readonly cashier: number
      readonly box: string
      readonly before?: number
      readonly forgotten: readonly string[]
    }
  /** It is another till's. */
  | { readonly kind: 'belongs'; readonly cashier: number; readonly box: string; readonly asked: number }
  | { readonly kind: 'fixed'; readonly cashier: number; readonly box?: string; readonly by: 'settings' | 'source' }
  | { readonly kind: 'nameless' }
  /** It may have been made before the box was connected, for whatever reason. */
  | { readonly kind: 'early'; readonly box: string }
  | { readonly kind: 'nothing' }

export type PairingStep = { readonly pairing: Pairing; readonly told: Told }

/** A box that comes says at once what it could not say before, and that was no answer to our question, ms. */
const SETTLES_FOR = 1_500
/** One hand presses more than once when nothing seems to happen, ms. */
const SAME_HAND = 1_000

/** Tills whose box the settings name are not asked for. */
export function startPairing(tills: readonly number[], paired: BoxTills, fixed: BoxTills = {}): Pairing {
  const served = new Set(Object.values(fixed))
  return {
    asking: tills.filter((till) => !served.has(till)),
    paired,
    fixed,
    doubted: undefined,
    newest: undefined,
  }
}

export function boxPressed(pairing: Pairing, press: PairingPress): PairingStep {
  const { names, own, since, now } = press
  const [box] = names
  const [asked] = pairing.asking
  if (own !== undefined) return told(pairing, { kind: 'fixed', cashier: own, by: 'source', ...(box && { box }) })
  if (box === undefined) return told(pairing, { kind: 'nameless' })
  const fixed = known(pairing.fixed, names)
  if (fixed !== undefined) return told(pairing, { kind: 'fixed', cashier: fixed, box, by: 'settings' })
  const { newest } = pairing
  const after = { ...pairing, newest: { box, at: now } }
  const sameHand = newest?.box === box && now - newest.at < SAME_HAND
  if (asked === undefined || sameHand) return told(after, { kind: 'nothing' })
  if (since !== undefined && now - since < SETTLES_FOR) return told(pairing, { kind: 'early', box })
  return answered(after, asked, box, press)
}

export function skipTill(pairing: Pairing): Pairing {
  return { ...pairing, asking: pairing.asking.slice(1), doubted: undefined }
}

/** The till of a box with these names. */
export function tillOfBox({ fixed, paired }: Pairing, names: readonly string[]): number | undefined {
  return known(fixed, names) ?? known(paired, names)
}

function answered(pairing: Pairing, asked: number, box: string, { names, connected }: PairingPress): PairingStep {
  const before = known(pairing.paired, names)
  const moves = before !== undefined && before !== asked
  if (moves && pairing.doubted !== box) {
    return told({ ...pairing, doubted: box }, { kind: 'belongs', cashier: before, box, asked })
  }
  const others = Object.entries(pairing.paired).filter(([name]) => !names.includes(name))
  const isForgotten = ([name, till]: [string, number]) => till === asked && !connected.includes(name)
  const forgotten = others.filter(isForgotten).map(([name]) => name)
  const kept = others.filter(([name]) => !forgotten.includes(name))
  const paired = Object.fromEntries([...kept, [box, asked]])
  const next = { ...pairing, asking: pairing.asking.slice(1), paired, doubted: undefined }
  return told(next, { kind: 'paired', cashier: asked, box, forgotten, ...(moves && { before }) })
}

function known(tills: BoxTills, names: readonly string[]): number | undefined {
  const name = names.find((one) => Object.hasOwn(tills, one))
  return name === undefined ? undefined : tills[name]
}

function told(pairing: Pairing, what: Told): PairingStep {
  return { pairing, told: what }
}
