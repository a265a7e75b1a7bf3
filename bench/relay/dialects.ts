/** How a screen talks to each program. All of them carry the same text: an `entry` message of ours. */
import { SUBPROTOCOL } from '../../protocol/message.ts'

export type DialectName = 'cashierq' | 'plain' | 'socket.io' | 'nchan'

/** How far a screen has read, in the words of its program; empty: it is new. */
export type Cursor = { session: string; position: string }

export type Heard =
  /** The screen is in: what comes now reaches it. */
  | { readonly kind: 'ready'; readonly session: string }
  | { readonly kind: 'entry'; readonly offset: number; readonly position: string }
  /** The server's name for this connection; what the screen is to know is still to come. */
  | { readonly kind: 'named'; readonly session: string }
  /** Stands for every entry up to this offset; whoever was only named before is in with it. */
  | { readonly kind: 'snapshot'; readonly offset: number }
  /** To be answered with this. */
  | { readonly kind: 'asked'; readonly answer: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'other' }

export type Dialect = {
  path(cursor: Cursor): string
  readonly protocol: string | undefined
  /** What a client says first; undefined: the server speaks, or being connected is enough. */
  hello(store: string, cursor: Cursor): string | undefined
  hear(text: string, cursor: Cursor): Heard
  /** Said every two seconds. */
  beat(): string | undefined
}

const OTHER: Heard = { kind: 'other' }

/** As the page: hello with its place, then pings of the protocol. */
const cashierq: Dialect = {
  path: () => '/ws',
  protocol: SUBPROTOCOL,
  hello(store, { session, position }) {
    const place = session === '' || position === '' ? {} : { epoch: session, offset: Number(position) }
    return JSON.stringify({ type: 'hello', store, role: 'screen', ...place })
  },
  hear(text) {
    if (text.startsWith('{"type":"entry"')) return entryIn(text)
    if (text.startsWith('{"type":"snapshot"')) return { kind: 'snapshot', offset: numberAfter(text, '"offset":') }
    if (text.startsWith('{"type":"error"')) return { kind: 'refused', why: text }
    if (!text.startsWith('{"type":"welcome"')) return OTHER
    const kind = text.includes('"recovered":true') ? 'ready' : 'named'
    return { kind, session: textAfter(text, '"epoch":"') }
  },
  beat: () => JSON.stringify({ type: 'ping', time: Date.now() }),
}

/** Whoever is connected is told everything. */
const plain: Dialect = {
  path: () => '/',
  protocol: undefined,
  hello: () => undefined,
  hear: (text) => (text === 'ready' ? { kind: 'ready', session: '' } : entryIn(text)),
  beat: () => undefined,
}

/** Engine.IO 4 and Socket.IO 5, with the recovery of a connection's state. */
const socketIo: Dialect = {
  path: () => '/socket.io/?EIO=4&transport=websocket',
  protocol: undefined,
  hello: () => undefined,
  hear(text, { session, position }) {
    if (text.startsWith('42')) return entryIn(text, /"([^"]+)"\]$/u.exec(text)?.[1])
    if (text === '2') return { kind: 'asked', answer: '3' }
    if (text.startsWith('40')) return { kind: 'ready', session: textAfter(text, '"pid":"') }
    if (!text.startsWith('0')) return OTHER
    const known = session === '' || position === '' ? '' : JSON.stringify({ pid: session, offset: position })
    return { kind: 'asked', answer: `40${known}` }
  },
  beat: () => undefined,
}

/** The subprotocol that gives each message its id, which a client that comes back names. */
const nchan: Dialect = {
  path: ({ position }) => (position === '' ? '/screen' : `/screen?last=${encodeURIComponent(position)}`),
  protocol: 'ws+meta.nchan',
  hello: () => undefined,
  hear: (text) => (text.startsWith('id: ') ? entryIn(text, /^id: (\S+)/u.exec(text)?.[1]) : OTHER),
  beat: () => undefined,
}

export const DIALECTS: { readonly [name in DialectName]: Dialect } = { cashierq, plain, 'socket.io': socketIo, nchan }

/** nchan has nothing to say to a new subscriber: its 101 is the sign. */
export function readyAtOnce(name: DialectName): boolean {
  return name === 'nchan'
}

function entryIn(text: string, position?: string): Heard {
  const offset = numberAfter(text, '"offset":')
  return { kind: 'entry', offset, position: position ?? String(offset) }
}

export function numberAfter(text: string, label: string): number {
  const at = text.indexOf(label)
  if (at < 0) throw new Error(`no ${label} in ${text.slice(0, 200)}`)
  return Number.parseInt(text.slice(at + label.length, at + label.length + 20), 10)
}

export function textAfter(text: string, label: string): string {
  const at = text.indexOf(label)
  if (at < 0) return ''
  const start = at + label.length
  return text.slice(start, text.indexOf('"', start))
}
