/** How a connection ends, and what that says about the next try. Pure. */
import { type Backoff, fullJitter, PENALTY, RECONNECT } from '../../protocol/backoff.ts'
import { CLOSE, type ErrorCode, mayReconnect } from '../../protocol/message.ts'
import type { Link, LostReason } from './link.ts'
import { downSince, type LinkMachine, type Moment, type Phase, type Step } from './link-state.ts'
import { doubted } from './reading.ts'

/** A connection that held this long, ms, was a good one: the next backoff starts from the beginning. */
const HELD = 5_000
const REFUSED_REST = 60_000

export function lose(machine: LinkMachine, reason: LostReason, { now, random }: Moment): Step {
  const { phase } = machine
  const held = phase.kind === 'live' && now - phase.from >= HELD
  const failures = held ? 0 : machine.failures
  const backoff: Backoff = reason === 'overload' ? PENALTY : RECONNECT
  const lost: LinkMachine = {
    ...machine,
    phase: { kind: 'resting', until: now + fullJitter(backoff, failures, random) },
    link: { kind: 'lost', since: downSince(machine, now), reason },
    failures: failures + 1,
  }
  return { machine: lost, effects: [{ kind: 'drop' }] }
}

/** The first answer to a gap is to resume from our place; if that led nowhere, only a snapshot helps. */
export function gap(machine: LinkMachine, moment: Moment): Step {
  const progressed = machine.reading.state.offset > machine.helloOffset
  const reading = progressed ? machine.reading : doubted(machine.reading)
  return lose({ ...machine, reading }, 'gap', moment)
}

export function closed(machine: LinkMachine, code: number, reason: string, moment: Moment): Step {
  if (mayReconnect(code)) return lose(machine, lostReason(machine, code), moment)
  const fallback: ErrorCode = code === CLOSE.badMessage ? 'bad_message' : 'not_allowed'
  const link: Link = {
    kind: 'refused',
    code: machine.complaint?.code ?? fallback,
    message: machine.complaint?.message ?? reason,
  }
  const phase: Phase = { kind: 'refused', until: moment.now + REFUSED_REST }
  return { machine: { ...machine, phase, link }, effects: [{ kind: 'drop' }] }
}

function lostReason({ phase }: LinkMachine, code: number): LostReason {
  if (code === CLOSE.restart) return 'restart'
  if (code === CLOSE.tooFast || code === CLOSE.tooLarge) return 'overload'
  return phase.kind === 'opening' ? 'unreachable' : 'closed'
}
