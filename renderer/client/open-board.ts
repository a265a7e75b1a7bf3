/**
 * The client of a store's log, for any runtime: it carries out what the link machine wants and tells what changed.
 *
 * All of it is synchronous: an entry's frame has changed the state and reached `onChange` before the socket's event
 * returns, so that a press needs no second turn of the event loop to become a pixel.
 */
import type { Clock } from '../../protocol/clock.ts'
import type { Entry } from '../../protocol/event.ts'
import { logTime } from '../../protocol/log-clock.ts'
import { type ClientMessage, parseServerMessage, type Signal, SUBPROTOCOL } from '../../protocol/message.ts'
import type { State } from '../../protocol/state.ts'
import type { Link } from './link.ts'
import { transition, wakeAt } from './link-machine.ts'
import {
  type Effect,
  type Identity,
  type Known,
  knownOf,
  type LinkEvent,
  type LinkMachine,
  startMachine,
} from './link-state.ts'
import { type SignalResult, Signals } from './signals.ts'
import type { ClientSocket, OpenSocket } from './socket.ts'

export type BoardChange = { readonly state: State; readonly link: Link }

export type BoardOptions = Identity & {
  /** `ws://host:port/ws` */
  readonly url: string
  readonly socket: OpenSocket
  /** One that never steps (`pageClock`, `steadyClock`): a wall clock that is set back would hold up every timer. */
  readonly clock: Clock
  /** In [0, 1), for the jitter. */
  readonly random?: () => number
  /** What this page knew before it was loaded again. */
  readonly known?: Known
  /** Called at once with each change of the state or the link, and when log time has leapt. */
  readonly onChange: (change: BoardChange) => void
  /** Called with each entry read over the socket, in order, once; what a snapshot covers is not given. */
  readonly onEntry?: (entry: Entry) => void
  readonly onSignal?: (signal: Signal) => void
}

export interface BoardClient {
  /** Log time, ms. Until the first connection it is the machine's own. */
  now(): number
  link(): Link
  /** For the page's next life; undefined while nothing is sure. */
  known(): Known | undefined
  /** The last true state; the initial one until something is known. */
  state(): State
  signal(name: string, to: string, data?: unknown): Promise<SignalResult>
  /** Asks for a topic's signals, also after each reconnection; the answer takes it back. */
  subscribe(topic: string): () => void
  /** Do not wait for the timer: the network is back, or somebody looks at the page. */
  nudge(): void
  /** Whether somebody can see the page. A page that never says so reports no paintings. */
  seen(visible: boolean): void
  /** A frame drawn from the state at this offset has just been painted: told to the relay with the next ping. */
  drawn(offset: number): void
  /** With another token, from now on. */
  enter(entry: { readonly store: string; readonly token: string }): void
  close(): void
}

const GOING_AWAY = 1000
/** Log time that is measured better moves by less, ms; by more it is a clock that was set. */
const LEAP = 200

export function openBoard(options: BoardOptions): BoardClient {
  const { clock, onChange } = options
  const random = options.random ?? Math.random
  let machine = startMachine(identity(options), clock.now(), options.known)
  let socket: { readonly wire: ClientSocket | null } | null = null
  let alarm: { readonly at: number; readonly cancel: () => void } | null = null
  const signals = new Signals(clock, (message) => {
    if (machine.link.kind === 'live') send(message)
  })

  function dispatch(event: LinkEvent): void {
    const before = machine
    const step = transition(machine, event, { now: clock.now(), random: random() })
    machine = step.machine
    arm()
    if (before.link !== machine.link && before.link.kind === 'live') signals.disconnected()
    for (const effect of step.effects) perform(effect)
    if (before.link !== machine.link && machine.link.kind === 'live') signals.connected()
    if (before.link !== machine.link || before.board !== machine.board || hasLeapt(before)) {
      onChange({ state: machine.board, link: machine.link })
    }
  }

  /** What was to be seen next was planned by another time. */
  function hasLeapt(before: LinkMachine): boolean {
    if (before.clock === machine.clock) return false
    const now = clock.now()
    return Math.abs(logTime(machine.clock, now) - logTime(before.clock, now)) >= LEAP
  }

  function arm(): void {
    const at = wakeAt(machine)
    if (at === (alarm?.at ?? null)) return
    alarm?.cancel()
    // Rounded up: a timer that is a fraction of a millisecond early would be set again and again.
    alarm = at === null ? null : { at, cancel: clock.after(Math.max(0, Math.ceil(at - clock.now())), rung) }
  }

  function rung(): void {
    alarm = null
    dispatch({ kind: 'wake' })
    arm()
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'open':
        open()
        break
      case 'send':
        send(effect.message)
        break
      case 'drop':
        drop()
        break
      case 'entry':
        options.onEntry?.(effect.entry)
        break
      case 'deliver':
        signals.received(effect.message)
        if (effect.message.type === 'signal') options.onSignal?.(effect.message)
        break
    }
  }

  function open(): void {
    // A half-open socket can take a minute to say that it is closed, and must not close its successor then.
    const own: { wire: ClientSocket | null } = { wire: null }
    const whileOwn = (event: LinkEvent) => {
      if (socket === own) dispatch(event)
    }
    socket = own
    own.wire = options.socket(options.url, SUBPROTOCOL, {
      opened: () => whileOwn({ kind: 'opened' }),
      message: (text) => {
        const message = parseServerMessage(text)
        if (message) whileOwn({ kind: 'message', message })
      },
      closed: (code, reason) => whileOwn({ kind: 'closed', code, reason }),
    })
  }

  function send(message: ClientMessage): void {
    socket?.wire?.send(JSON.stringify(message))
  }

  function drop(): void {
    const wire = socket?.wire
    socket = null
    wire?.close(GOING_AWAY)
  }

  arm()
  return {
    now: () => logTime(machine.clock, clock.now()),
    link: () => machine.link,
    state: () => machine.board,
    known: () => knownOf(machine),
    signal(name, to, data) {
      return machine.link.kind === 'live' ? signals.send(name, to, data) : Promise.resolve({ kind: 'lost' })
    },
    subscribe: (topic) => signals.subscribe(topic),
    nudge: () => dispatch({ kind: 'nudge' }),
    seen: (visible) => dispatch({ kind: 'seen', visible }),
    drawn: (offset) => dispatch({ kind: 'drawn', offset }),
    enter: ({ store, token }) => dispatch({ kind: 'enter', entry: { store, token } }),
    close() {
      dispatch({ kind: 'end' })
      signals.disconnected()
    },
  }
}

function identity({ store, role, token }: BoardOptions): Identity {
  return token === undefined ? { store, role } : { store, role, token }
}
