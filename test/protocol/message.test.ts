/** The messages of `cashierq.v1`: what is said is what is heard, and nothing that is heard can throw. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CLOSE,
  type ClientMessage,
  ERROR_CODES,
  encodeServerMessage,
  mayReconnect,
  parseClientMessage,
  parseServerMessage,
  ROLES,
  type ServerMessage,
  SUBPROTOCOL,
} from '../../protocol/message.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { call, logOf, stateAfter } from '../helpers/board.ts'
import { anyLog } from '../helpers/logs.ts'

const HELLO = { type: 'hello', store: 'main', role: 'screen' }

function heard(message: object): ClientMessage | undefined {
  return parseClientMessage(JSON.stringify(message))
}

it('the subprotocol has a version', () => {
  expect(SUBPROTOCOL).toBe('cashierq.v1')
})

describe('a client', () => {
  it('says which store it belongs to and what it is', () => {
    expect(heard(HELLO)).toEqual(HELLO)
  })

  it('says how far it has read', () => {
    const resumed = { ...HELLO, token: 't', epoch: 'e1', offset: 7 }
    expect(heard(resumed)).toEqual(resumed)
  })

  it.each([
    ['no store', { store: undefined }],
    ['a store that would leave its Redis key', { store: 'a}b' }],
    ['a store that would leave its folder', { store: '../etc' }],
    ['an unknown role', { role: 'admin' }],
    ['a negative offset', { offset: -1 }],
    ['half an offset', { offset: 1.5 }],
    ['a token that is too long', { token: 'x'.repeat(4_097) }],
  ])('is not understood with %s', (_, wrong) => {
    expect(heard({ ...HELLO, ...wrong })).toBeUndefined()
  })

  it('pings with its own time, which need not be whole', () => {
    expect(heard({ type: 'ping', time: 12.5 })).toEqual({ type: 'ping', time: 12.5 })
  })

  it('cannot ping with a time that no answer could carry', () => {
    expect(parseClientMessage('{"type":"ping","time":1e999}')).toBeUndefined()
  })

  it('subscribes to a topic and signals to it', () => {
    expect(heard({ type: 'subscribe', topic: 'screens' })).toEqual({ type: 'subscribe', topic: 'screens' })
    const signal = { type: 'signal', id: '1', name: 'identify', to: 'screens', data: { colour: 'red' } }
    expect(heard(signal)).toEqual(signal)
  })

  it.each(['', '{', 'null', '[]', '3', '"hello"', '{}', '{"type":"dance"}'])(
    'is not understood when it says %j',
    (text) => {
      expect(parseClientMessage(text)).toBeUndefined()
    },
  )
})

describe('a relay', () => {
  it('sends an entry flat: its offset, its time, its event', () => {
    const [entry] = logOf([[0, call(3)]])
    if (!entry) throw new Error('an entry was asked for')
    expect(JSON.parse(encodeServerMessage({ type: 'entry', entry }))).toEqual({
      type: 'entry',
      offset: 1,
      at: entry.at,
      event: entry.event,
    })
  })

  it('sends an event of tomorrow as it came, and an old client counts it', () => {
    const raw = { type: 'fireworks', colour: 'gold' }
    const text = encodeServerMessage({ type: 'entry', entry: { offset: 1, at: 5, event: { type: 'foreign', raw } } })
    expect(JSON.parse(text)).toMatchObject({ event: raw })
    expect(parseServerMessage(text)).toEqual({
      type: 'entry',
      entry: { offset: 1, at: 5, event: { type: 'foreign', raw } },
    })
  })

  it('sends a snapshot that is the state itself', () => {
    const state = stateAfter([0, call(3)], [10, call(5)])
    const message: ServerMessage = { type: 'snapshot', offset: 2, state }
    expect(parseServerMessage(encodeServerMessage(message))).toEqual(message)
  })

  it.each([
    ['a snapshot of another version', { type: 'snapshot', offset: 1, state: { v: 2, calls: [] } }],
    ['an entry with no event in it', { type: 'entry', offset: 1, at: 5, event: 7 }],
    ['an entry of no time', { type: 'entry', offset: 1, at: -5, event: { type: 'x' } }],
    ['an error of an unknown code', { type: 'error', code: 'tired', message: '' }],
    ['a type of tomorrow', { type: 'poem', text: '' }],
  ])('is not understood with %s', (_, message) => {
    expect(parseServerMessage(JSON.stringify(message))).toBeUndefined()
  })
})

describe('a closed connection', () => {
  it.each(Object.entries(CLOSE))('%s tells the client whether to come back', (name, code) => {
    expect(mayReconnect(code)).toBe(name !== 'badMessage' && name !== 'notAllowed')
  })

  it('that just broke is opened again', () => {
    expect(mayReconnect(1006)).toBe(true)
  })
})

describe('laws', () => {
  const offset = fc.nat({ max: Number.MAX_SAFE_INTEGER })
  /** Without -0, which JSON does not know. */
  const time = fc.double({ noNaN: true, noDefaultInfinity: true }).map((t) => t + 0)
  const topic = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,63}$/u)
  const name = fc.string({ minLength: 1, maxLength: 64 })
  const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))
  const signal = fc.record(
    { type: fc.constant('signal' as const), id: name, name, to: topic, data: json },
    { requiredKeys: ['type', 'id', 'name', 'to'] },
  )
  const anyFromClient: fc.Arbitrary<ClientMessage> = fc.oneof(
    fc.record(
      {
        type: fc.constant('hello' as const),
        store: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/u),
        role: fc.constantFrom(...ROLES),
        token: fc.string(),
        epoch: fc.string({ maxLength: 64 }),
        offset,
      },
      { requiredKeys: ['type', 'store', 'role'] },
    ),
    fc.record({ type: fc.constant('ping' as const), time }),
    fc.record({ type: fc.constantFrom('subscribe' as const, 'unsubscribe' as const), topic }),
    signal,
  )
  /** fast-check makes objects without a prototype, too; JSON never does. */
  const fromClient = anyFromClient.map((message) => ({ ...message }))
  const anyFromRelay: fc.Arbitrary<ServerMessage> = fc.oneof(
    fc.record({
      type: fc.constant('welcome' as const),
      epoch: fc.string(),
      offset,
      recovered: fc.boolean(),
      time,
      session: fc.string(),
    }),
    anyLog.chain((log) => fc.constantFrom(...log)).map((entry): ServerMessage => ({ type: 'entry', entry })),
    anyLog.map((log): ServerMessage => {
      const state = log.reduce(reduce, INITIAL_STATE)
      return { type: 'snapshot', offset: state.offset, state }
    }),
    fc.record({ type: fc.constant('pong' as const), time, echo: time }),
    fc.record({ type: fc.constant('result' as const), id: fc.string(), delivered: fc.nat() }),
    fc.record({
      type: fc.constant('progress' as const),
      id: fc.string(),
      done: fc.nat(),
      total: fc.nat(),
      text: fc.string(),
    }),
    fc.record(
      {
        type: fc.constant('error' as const),
        code: fc.constantFrom(...ERROR_CODES),
        message: fc.string(),
        id: fc.string(),
      },
      { requiredKeys: ['type', 'code', 'message'] },
    ),
    signal,
  )
  const fromRelay = anyFromRelay.map((message) => ({ ...message }))

  it('whatever a client says is heard as it was said', () => {
    fc.assert(
      fc.property(fromClient, (message) => {
        expect(heard(message)).toStrictEqual(message)
      }),
      { numRuns: 500 },
    )
  })

  it('whatever a relay says is heard as it was said', () => {
    fc.assert(
      fc.property(fromRelay, (message) => {
        expect(parseServerMessage(encodeServerMessage(message))).toStrictEqual(message)
      }),
      { numRuns: 500 },
    )
  })

  it('no text at all throws: noise, any JSON, a message cut short or with one field spoilt', () => {
    const cut = fc.tuple(fromRelay, fc.nat()).map(([message, at]) => {
      const text = encodeServerMessage(message)
      return text.slice(0, at % text.length)
    })
    const spoilt = fc.tuple(fc.oneof(fromClient, fromRelay), fc.nat(), fc.jsonValue()).map(([message, key, value]) => {
      const keys = Object.keys(message)
      return JSON.stringify({ ...message, [keys[key % keys.length] ?? 'type']: value })
    })
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), cut, spoilt), (text) => {
        for (const message of [parseClientMessage(text), parseServerMessage(text)]) {
          if (message) expect(typeof message.type).toBe('string')
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
