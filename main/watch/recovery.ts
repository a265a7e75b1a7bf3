/**
 * What is done when a page is in trouble, as a pure transition function: `(recovery, event, moment) -> step`.
 *
 *     loading -> showing          gone, not loaded: resting, then loading
 *        |          |             hung: killing (a hung page cannot be reloaded), gone, resting, loading
 *        +-> killing +-> resting  five troubles: a new window; after three of those: a new program
 *
 * `now` is of a clock that never steps (main/watch/steady-clock.ts): a person at the kiosk's clock crashes no page.
 */
import { type Backoff, fullJitter } from '../../protocol/backoff.ts'
import { comesBackAtOnce, type Hang, needsNewProgram, type Trouble, troubleText } from './trouble.ts'

export type Phase =
  /** `wished`: since it began. It may have been told already what is no longer true. */
  | { readonly kind: 'loading'; readonly deadline: number; readonly wished: Wish | null }
  | { readonly kind: 'showing'; readonly since: number; readonly beatBy: number }
  /** It was made to crash and is to be gone by `until`. */
  | { readonly kind: 'killing'; readonly how: Hang; readonly until: number }
  | { readonly kind: 'resting'; readonly until: number; readonly next: 'load' | 'renew'; readonly why: string }
  | { readonly kind: 'ended' }

export type Recovery = {
  readonly phase: Phase
  /** Troubles since the page was last steady: what the backoff goes by. */
  readonly tries: number
  /** When troubles were, since the window is new; when windows were made new. */
  readonly troubles: readonly number[]
  readonly renewals: readonly number[]
}

export type Wish = { readonly what: 'load' | 'renew'; readonly why: string }

export type RecoveryEvent =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'load-failed'; readonly reason: string }
  | { readonly kind: 'gone'; readonly reason: string; readonly exitCode: number }
  | { readonly kind: 'unresponsive' }
  | { readonly kind: 'beat' }
  /** Somebody wants a fresh page although this one is well: staff, the quiet hours, the memory ceiling. */
  | ({ readonly kind: 'wish' } & Wish)
  /** The time that `wakeAt` named has come, or later. */
  | { readonly kind: 'wake' }
  | { readonly kind: 'end' }

export type Effect = { readonly kind: 'load' | 'crash' | 'renew' | 'relaunch'; readonly why: string }

export type Moment = { readonly now: number; readonly random: number }
export type Step = { readonly recovery: Recovery; readonly effects: readonly Effect[] }

/** All in ms. A page beats once a second. */
export const SILENCE = 5_000
export const LOADING = 10_000
export const KILLING = 5_000
/** A page that has lived this long is not the one that keeps crashing: the next trouble is answered at once again. */
export const STEADY = 30_000
/** The page is local: it is back in a moment or something is wrong with the machine. */
export const RETRY: Backoff = { base: 500, cap: 10_000 }
/** Full jitter may answer 0 ms: a page that crashes as it loads would then keep the machine busy. */
export const LEAST_REST = 250
/** A wake this late means that this process itself was held up, and the beats still wait to be read. */
const LATE = 1_000

/** A page that dies once a minute is steady in between, and yet something is wrong: this counts on. */
export const TROUBLES = { most: 5, within: 10 * 60_000 } as const
export const RENEWALS = { most: 3, within: 60 * 60_000 } as const

export function begin(now: number): Step {
  return load({ phase: { kind: 'ended' }, tries: 0, troubles: [], renewals: [] }, now, 'start')
}

/** When the next `wake` is wanted; null: never. */
export function wakeAt({ phase }: Recovery): number | null {
  switch (phase.kind) {
    case 'loading':
      return phase.deadline
    case 'showing':
      return phase.beatBy
    case 'killing':
    case 'resting':
      return phase.until
    case 'ended':
      return null
  }
}

export function transition(before: Recovery, event: RecoveryEvent, moment: Moment): Step {
  const recovery = settled(before, moment.now)
  if (event.kind === 'end') return stay({ ...recovery, phase: { kind: 'ended' } })
  switch (recovery.phase.kind) {
    case 'loading':
    case 'showing':
      return alive(recovery, event, moment)
    case 'killing':
      return killing(recovery, recovery.phase, event, moment)
    case 'resting':
      return resting(recovery, recovery.phase, event, moment.now)
    case 'ended':
      return stay(recovery)
  }
}

function alive(recovery: Recovery, event: RecoveryEvent, moment: Moment): Step {
  const { phase } = recovery
  const { now } = moment
  switch (event.kind) {
    case 'beat':
      return stay({ ...recovery, phase: extended(phase, now) })
    case 'loaded':
      if (phase.kind === 'showing') return stay(recovery)
      if (phase.kind === 'loading' && phase.wished) return fresh(recovery, phase.wished.what, now, phase.wished.why)
      return stay({ ...recovery, phase: { kind: 'showing', since: now, beatBy: now + SILENCE } })
    case 'load-failed':
      return phase.kind === 'showing' ? stay(recovery) : rest(recovery, { ...event, kind: 'not-loaded' }, moment)
    case 'gone':
      return rest(recovery, event, moment)
    case 'unresponsive':
      return kill(recovery, 'unresponsive', now)
    case 'wish':
      if (phase.kind === 'loading') return stay({ ...recovery, phase: { ...phase, wished: event } })
      return fresh(recovery, event.what, now, event.why)
    default:
      return overdue(recovery, now)
  }
}

/** A page that beats is alive, also while the last of its pictures are still loading. */
function extended(phase: Phase, now: number): Phase {
  if (phase.kind === 'loading') return { ...phase, deadline: now + LOADING }
  return phase.kind === 'showing' ? { ...phase, beatBy: now + SILENCE } : phase
}

function overdue(recovery: Recovery, now: number): Step {
  const { phase } = recovery
  const deadline = wakeAt(recovery) ?? now
  if (now < deadline) return stay(recovery)
  if (now > deadline + LATE) return stay({ ...recovery, phase: extended(phase, now) })
  return kill(recovery, phase.kind === 'loading' ? 'loading' : 'silent', now)
}

function kill(recovery: Recovery, how: Hang, now: number): Step {
  const phase: Phase = { kind: 'killing', how, until: now + KILLING }
  return step({ ...recovery, phase }, [{ kind: 'crash', why: troubleText({ kind: 'hung', how }) }])
}

function killing(recovery: Recovery, phase: Phase & { kind: 'killing' }, event: RecoveryEvent, moment: Moment): Step {
  const { how, until } = phase
  if (event.kind === 'gone') return rest(recovery, { kind: 'hung', how }, moment)
  if (event.kind !== 'wake' || moment.now < until) return stay(recovery)
  // It does not even die. Its window takes it along.
  return escalate({ ...recovery, tries: recovery.tries + 1 }, 'the hung page does not go', { ...moment, delay: 0 })
}

function resting(recovery: Recovery, phase: Phase & { kind: 'resting' }, event: RecoveryEvent, now: number): Step {
  // Electron tells some failures twice, and late: what is due shows the page anew in any case.
  if (event.kind !== 'wake' || now < phase.until) return stay(recovery)
  return fresh(recovery, phase.next, now, phase.why)
}

function rest(recovery: Recovery, trouble: Trouble, moment: Moment): Step {
  const why = troubleText(trouble)
  if (needsNewProgram(trouble)) return relaunch(recovery, why)
  const { tries } = recovery
  const { now, random } = moment
  const atOnce = tries === 0 && comesBackAtOnce(trouble)
  const delay = atOnce ? 0 : Math.max(LEAST_REST, fullJitter(RETRY, tries, random))
  const troubles = recent([...recovery.troubles, now], now, TROUBLES.within)
  const next = { ...recovery, tries: tries + 1, troubles }
  if (troubles.length >= TROUBLES.most) return escalate(next, why, { ...moment, delay })
  return stay({ ...next, phase: { kind: 'resting', until: now + delay, next: 'load', why } })
}

function escalate(recovery: Recovery, why: string, { now, delay }: Moment & { readonly delay: number }): Step {
  const renewals = recent([...recovery.renewals, now], now, RENEWALS.within)
  if (renewals.length > RENEWALS.most) return relaunch(recovery, `${why}; new windows do not help`)
  const phase: Phase = { kind: 'resting', until: now + delay, next: 'renew', why }
  return stay({ ...recovery, phase, troubles: [], renewals })
}

function relaunch(recovery: Recovery, why: string): Step {
  return step({ ...recovery, phase: { kind: 'ended' } }, [{ kind: 'relaunch', why }])
}

function fresh(recovery: Recovery, what: 'load' | 'renew', now: number, why: string): Step {
  const loading = load(recovery, now, why)
  return what === 'load' ? loading : step(loading.recovery, [{ kind: 'renew', why }, ...loading.effects])
}

function load(recovery: Recovery, now: number, why: string): Step {
  return step({ ...recovery, phase: { kind: 'loading', deadline: now + LOADING, wished: null } }, [
    { kind: 'load', why },
  ])
}

function settled(recovery: Recovery, now: number): Recovery {
  const { phase } = recovery
  return phase.kind === 'showing' && now - phase.since >= STEADY ? { ...recovery, tries: 0 } : recovery
}

function recent(times: readonly number[], now: number, within: number): readonly number[] {
  return times.filter((time) => now - time < within)
}

function step(recovery: Recovery, effects: readonly Effect[]): Step {
  return { recovery, effects }
}

function stay(recovery: Recovery): Step {
  return step(recovery, [])
}
