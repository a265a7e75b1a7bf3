/** What the relay says, and how it moves the reading on. Pure. */
import type { Entry } from '../../protocol/event.ts'
import { type LogClock, logTime, synced } from '../../protocol/log-clock.ts'
import type { ServerMessage } from '../../protocol/message.ts'
import { firstBeat, nextLifeBeat, pinged } from './heartbeat.ts'
import { gap } from './link-loss.ts'
import { type Effect, GREETING, type LinkMachine, type Moment, type Step, stay } from './link-state.ts'
import { awaiting, forgotten, told } from './paintings.ts'
import { doubted, readEntry, readSnapshot, type Snapshot, type Welcome, welcomed } from './reading.ts'

/** An entry that is so much earlier than the one before it, or later than now, ms, tells that the log's clock was set. */
const CLOCK_SET = 1_000

export function receive(machine: LinkMachine, message: ServerMessage, moment: Moment): Step {
  switch (message.type) {
    case 'welcome':
      return welcome(machine, message, moment.now)
    case 'snapshot':
      return isWelcomed(machine) ? snapshot(machine, message, moment.now) : stay(machine)
    case 'entry':
      return isWelcomed(machine) ? entry(machine, message.entry, moment) : stay(machine)
    case 'pong':
      return stay(timed(machine, synced(machine.clock, message.echo, moment.now, message.time), moment.now))
    case 'error': {
      const complaint = { code: message.code, message: message.message }
      return { machine: { ...machine, complaint }, effects: [{ kind: 'deliver', message }] }
    }
    default:
      return { machine, effects: [{ kind: 'deliver', message }] }
  }
}

/** Not before `welcome`: until then a relay takes nothing but `hello`. */
export function ping(machine: LinkMachine, now: number): Step {
  const { painted } = machine.paintings
  const report = painted.length === 0 ? {} : { painted: [...painted] }
  const effects: Effect[] = [{ kind: 'send', message: { type: 'ping', time: now, ...report } }]
  return { machine: { ...machine, heart: pinged(machine.heart, now), paintings: told(machine.paintings) }, effects }
}

/** Log time was measured anew: the moment at which the log was lost stays the same, and is called by its new time. */
function timed(machine: LinkMachine, clock: LogClock, now: number): LinkMachine {
  const { link } = machine
  const by = logTime(clock, now) - logTime(machine.clock, now)
  if (by === 0 || (link.kind !== 'recovering' && link.kind !== 'lost')) return { ...machine, clock }
  return { ...machine, clock, link: { ...link, since: link.since + by } }
}

/** Before `welcome` nobody knows which life of the log an entry is of. */
function isWelcomed({ phase }: LinkMachine): boolean {
  return phase.kind === 'catching' || phase.kind === 'live'
}

function welcome(machine: LinkMachine, message: Welcome, now: number): Step {
  if (machine.phase.kind !== 'greeting') return stay(machine)
  const clock = synced(machine.clock, machine.phase.helloAt, now, message.time)
  const reading = welcomed(machine.reading, message)
  const board = reading === machine.reading ? machine.board : reading.state
  const catching: LinkMachine = {
    ...timed(machine, clock, now),
    reading: message.recovered ? reading : doubted(reading),
    board,
    paintings: machine.reading.epoch === message.epoch ? machine.paintings : forgotten(machine.paintings),
    heart: machine.clock.samples.length === 0 ? firstBeat(now) : nextLifeBeat(now),
    phase: { kind: 'catching', target: message.offset, deadline: now + GREETING },
  }
  const asking = ping(catching, now)
  return message.recovered ? advance(asking.machine, asking.effects, now) : asking
}

/** Also while live: to a client that reads slowly the relay may send the sum instead of the parts. */
function snapshot(machine: LinkMachine, message: Snapshot, now: number): Step {
  return advance({ ...machine, reading: readSnapshot(machine.reading, message) }, [], now)
}

function entry(machine: LinkMachine, fresh: Entry, moment: Moment): Step {
  const result = readEntry(machine.reading, fresh)
  switch (result.kind) {
    case 'known':
      return stay(machine)
    case 'gap':
      return gap(machine, moment)
    case 'read': {
      const { paintings, phase } = machine
      const waiting = phase.kind === 'live' ? awaiting(paintings, fresh.offset) : paintings
      const read = { ...machine, reading: result.reading, paintings: waiting }
      const asking = isOfAnotherClock(machine, fresh, moment.now) ? ping(read, moment.now) : stay(read)
      return advance(asking.machine, [{ kind: 'entry', entry: fresh }, ...asking.effects], moment.now)
    }
  }
}

/** The log's clock was set: to wait for the next ping would show calls at wrong times. Slow entries are none of these. */
function isOfAnotherClock({ phase, reading, clock }: LinkMachine, { at }: Entry, now: number): boolean {
  return phase.kind === 'live' && (at < reading.state.at - CLOCK_SET || at > logTime(clock, now) + CLOCK_SET)
}

/** The reading has grown: live and shown if it has reached the log's end, else the patience starts anew. */
function advance(machine: LinkMachine, effects: readonly Effect[], now: number): Step {
  const { phase, reading } = machine
  if (phase.kind === 'live') return { machine: { ...machine, board: reading.state }, effects }
  if (phase.kind !== 'catching') return { machine, effects }
  if (reading.place === 'doubtful' || reading.state.offset < phase.target) {
    return { machine: { ...machine, phase: { ...phase, deadline: now + GREETING } }, effects }
  }
  const live: LinkMachine = { ...machine, phase: { kind: 'live', from: now }, link: { kind: 'live' } }
  return { machine: { ...live, board: reading.state }, effects }
}
