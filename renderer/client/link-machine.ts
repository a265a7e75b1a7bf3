/**
 * The connection as a pure transition function: `(machine, event, moment) -> { machine, effects }`.
 *
 *     resting -> opening -> greeting -> catching -> live
 *        ^__________|__________|___________|_________|      (closed, silent, gap; backoff with full jitter)
 *     refused: as resting, but a minute long.   ended: for good.
 *
 * While it catches up, `board` stays what it was: the entries in between may hold calls that a later one cancels, and
 * a screen must not show those.
 */
import { logTime } from '../../protocol/log-clock.ts'
import type { ClientMessage } from '../../protocol/message.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { heard, isPingDue, isSilent, nextBeat } from './heartbeat.ts'
import type { Link } from './link.ts'
import { closed, lose } from './link-loss.ts'
import { ping, receive } from './link-receive.ts'
import {
  downSince,
  GREETING,
  type LinkEvent,
  type LinkMachine,
  type Moment,
  type Phase,
  type Step,
  stay,
} from './link-state.ts'
import { drawn, seen } from './paintings.ts'
import { doubted, position, UNREAD } from './reading.ts'

/** A relay that answers at all does so within this time, ms. */
const OPENING = 4_000

/** When the machine wants its next `wake`, on the client's own clock; null: never. */
export function wakeAt({ phase, heart }: LinkMachine): number | null {
  switch (phase.kind) {
    case 'resting':
    case 'refused':
      return phase.until
    case 'opening':
    case 'greeting':
      return phase.deadline
    case 'catching':
      return Math.min(phase.deadline, nextBeat(heart))
    case 'live':
      return nextBeat(heart)
    case 'ended':
      return null
  }
}

export function transition(machine: LinkMachine, event: LinkEvent, moment: Moment): Step {
  if (machine.phase.kind === 'ended') return stay(machine)
  switch (event.kind) {
    case 'opened':
      return greet(machine, moment.now)
    case 'message':
      return receive({ ...machine, heart: heard(machine.heart, moment.now) }, event.message, moment)
    case 'closed':
      return closed(machine, event.code, event.reason, moment)
    case 'wake':
      return wake(machine, moment)
    case 'nudge':
      return nudge(machine, moment.now)
    case 'seen':
      return stay({ ...machine, paintings: seen(machine.paintings, event.visible) })
    case 'drawn': {
      const at = Math.round(logTime(machine.clock, moment.now))
      return stay({ ...machine, paintings: drawn(machine.paintings, event.offset, at) })
    }
    case 'enter':
      return enter({ ...machine, identity: { ...machine.identity, ...event.entry } }, moment.now)
    case 'end':
      return { machine: { ...machine, phase: { kind: 'ended' } }, effects: [{ kind: 'drop' }] }
  }
}

function wake(machine: LinkMachine, moment: Moment): Step {
  const { phase } = machine
  const { now } = moment
  switch (phase.kind) {
    case 'resting':
    case 'refused':
      return now < phase.until ? stay(machine) : open(machine, now)
    case 'opening':
      return now < phase.deadline ? stay(machine) : lose(machine, 'unreachable', moment)
    case 'greeting':
      return now < phase.deadline ? stay(machine) : unanswered(machine, moment)
    case 'catching':
      return now < phase.deadline ? beat(machine, moment) : unanswered(machine, moment)
    case 'live':
      return beat(machine, moment)
    case 'ended':
      return stay(machine)
  }
}

function beat(machine: LinkMachine, moment: Moment): Step {
  const { heart } = machine
  if (isSilent(heart, moment.now)) return lose(machine, 'silent', moment)
  return isPingDue(heart, moment.now) ? ping(machine, moment.now) : stay(machine)
}

function unanswered(machine: LinkMachine, moment: Moment): Step {
  return lose({ ...machine, reading: doubted(machine.reading) }, 'silent', moment)
}

function nudge(machine: LinkMachine, now: number): Step {
  switch (machine.phase.kind) {
    case 'resting':
      return open(machine, now)
    case 'catching':
    case 'live':
      return ping(machine, now)
    default:
      return stay(machine)
  }
}

function open(machine: LinkMachine, now: number): Step {
  const phase: Phase = { kind: 'opening', deadline: now + OPENING }
  return { machine: { ...machine, phase, complaint: null }, effects: [{ kind: 'open' }] }
}

/** Begins anew: what was known while this page was let in may have been cancelled since. A look is no claim and stays. */
function enter(machine: LinkMachine, now: number): Step {
  const board = { ...INITIAL_STATE, settings: machine.board.settings }
  // What the relay refused was another token: of this one it has said nothing yet.
  const link: Link = { kind: 'recovering', since: downSince(machine, now) }
  const opening = open({ ...machine, reading: UNREAD, board, link, failures: 0 }, now)
  return { machine: opening.machine, effects: [{ kind: 'drop' }, ...opening.effects] }
}

function greet(machine: LinkMachine, now: number): Step {
  const hello: ClientMessage = { type: 'hello', ...machine.identity, ...position(machine.reading) }
  const greeting: LinkMachine = {
    ...machine,
    phase: { kind: 'greeting', helloAt: now, deadline: now + GREETING },
    link: { kind: 'recovering', since: downSince(machine, now) },
    helloOffset: machine.reading.state.offset,
  }
  return { machine: greeting, effects: [{ kind: 'send', message: hello }] }
}
