/** The door between pages and program, and everybody who must not get through it. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type Door, type Handlers, type Ipc, type Listener, openDoor, type Sender } from '../../../main/ipc/door.ts'
import { VERBS, type VerbName } from '../../../main/ipc/verbs.ts'
import type { LogLines } from '../../../platform/logger.ts'

type Logged = { readonly level: string; readonly fields: object; readonly text: string }

/** Electron's ipcMain and the program, as far as the door sees them. */
class Hall {
  readonly told = new Map<string, Listener>()
  readonly asked = new Map<string, Listener>()
  readonly heard: unknown[][] = []
  readonly logged: Logged[] = []
  readonly door: Door

  constructor(changes: Partial<Handlers> = {}) {
    const ipc: Ipc = {
      onTold: (channel, listener) => void this.told.set(channel, listener),
      onAsked: (channel, listener) => void this.asked.set(channel, listener),
    }
    const note = (verb: string) => (page: number, said: unknown) => void this.heard.push([verb, page, said])
    const handlers: Handlers = {
      beat: note('beat'),
      'media-problem': note('media-problem'),
      'page-problem': note('page-problem'),
      'keep-token': note('keep-token'),
      unlock: note('unlock'),
      leave: note('leave'),
      'setup-load': note('setup-load'),
      'setup-save': note('setup-save'),
      'setup-try-relay': note('setup-try-relay'),
      'setup-identify': note('setup-identify'),
      'setup-finish': note('setup-finish'),
      ...changes,
    }
    const log = (level: string) => (fields: object, text: string) => void this.logged.push({ level, fields, text })
    const lines: LogLines = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
    this.door = openDoor(ipc, handlers, lines)
  }

  say(verb: string, payload: unknown, from: Sender = page('screen')): unknown {
    const listener = this.told.get(verb) ?? this.asked.get(verb)
    if (listener === undefined) throw new Error(`nobody listens to ${verb}`)
    return listener(from, payload)
  }
}

const at = (url: string, isMain = true): Sender => ({ page: 7, frame: { url, isMain } })
const page = (kind: string) => at(`app://kiosk/${kind}/?display=1`)

/** What each verb is said with by an honest page. */
const HONEST: { readonly [Name in VerbName]: readonly [kind: 'screen' | 'setup', payload: unknown] } = {
  beat: ['screen', { view: 'calling', offset: 12 }],
  'media-problem': ['screen', { name: 'a.mp4', problem: 'cannot be decoded' }],
  'page-problem': ['screen', { text: 'TypeError: x is not a function' }],
  'keep-token': ['screen', { token: 'header.payload.signature', store: 'main' }],
  unlock: ['screen', { pin: '4711' }],
  leave: ['screen', { how: 'quit' }],
  'setup-load': ['setup', undefined],
  'setup-save': ['setup', { draft: { relay: 'http://127.0.0.1:8000' } }],
  'setup-try-relay': ['setup', { relay: 'http://127.0.0.1:8000' }],
  'setup-identify': ['setup', undefined],
  'setup-finish': ['setup', undefined],
}
const VERB_NAMES = Object.keys(VERBS).filter((name): name is VerbName => name in VERBS)

describe.each(VERB_NAMES)('%s', (verb) => {
  const [kind, payload] = HONEST[verb]
  const isAsked = VERBS[verb].way === 'asked'

  /** An asked verb rejects with one word; a told one answers nothing. */
  function refuses(hall: Hall, from: Sender, ...instead: unknown[]): void {
    const said = instead.length === 0 ? payload : instead[0]
    const before = hall.door.refused()
    if (isAsked) expect(() => hall.say(verb, said, from)).toThrow(/^refused$/u)
    else expect(hall.say(verb, said, from)).toBeUndefined()
    expect(hall.door.refused()).toBe(before + 1)
    expect(hall.heard).toEqual([])
  }

  test('is heard from its own page, with the page that says it', () => {
    const hall = new Hall()
    hall.say(verb, payload, page(kind))
    expect(hall.heard).toEqual([[verb, 7, payload]])
    expect(hall.door.refused()).toBe(0)
  })

  test('is one way or asked, not both', () => {
    const hall = new Hall()
    expect([hall.told.has(verb), hall.asked.has(verb)]).toEqual([!isAsked, isAsked])
  })

  test('is not heard from another page of ours', () => {
    for (const other of ['screen', 'buttons', 'setup', 'preview', 'assets', '']) {
      if (!VERBS[verb].pages.some((allowed) => allowed === other)) refuses(new Hall(), page(other))
    }
  })

  test('is not heard from a foreign page, however like ours it looks', () => {
    for (const url of [
      `app://kiosk.evil/${kind}/`,
      `app://kiosk@evil/${kind}/`,
      `app://evil@kiosk/${kind}/`,
      `app://kioskk/${kind}/`,
      `https://kiosk/${kind}/`,
      `http://127.0.0.1:8000/${kind}/`,
      `file:///app://kiosk/${kind}/`,
      `data:text/html,app://kiosk/${kind}/`,
      `blob:app://kiosk/${kind}/`,
      'about:blank',
      'app://kiosk',
      '',
    ]) {
      refuses(new Hall(), at(url))
    }
  })

  test('is not heard from a frame within its page, nor from one that has gone', () => {
    refuses(new Hall(), at(`app://kiosk/${kind}/`, false))
    refuses(new Hall(), { page: 7, frame: null })
  })

  test('is not heard in another shape', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    const shapes = [
      null,
      0,
      'x',
      true,
      [],
      [payload],
      1n,
      circle,
      new Map([['pin', '4711']]),
      { ...Object(payload), more: 1 },
      JSON.parse('{"__proto__": {"view": "wait", "offset": 1, "pin": "1", "how": "quit", "relay": "x", "draft": {}}}'),
      Object.create(null),
      { constructor: { prototype: {} } },
    ]
    for (const shape of shapes) refuses(new Hall(), page(kind), shape)
    if (payload !== undefined) for (const shape of [undefined, {}]) refuses(new Hall(), page(kind), shape)
  })

  test('whatever is said, nothing escapes but "refused"', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true }), (said) => {
        const hall = new Hall()
        try {
          hall.say(verb, said, page(kind))
        } catch (error) {
          expect(error).toMatchObject({ message: 'refused' })
        }
        expect(hall.heard.length + hall.door.refused()).toBe(1)
      }),
    )
  })
})

test('no verb is listened to that is not in the table', () => {
  const hall = new Hall()
  expect([...hall.told.keys(), ...hall.asked.keys()].sort()).toEqual([...VERB_NAMES].sort())
})

describe('a payload', () => {
  test('cannot reach the prototype of anything', () => {
    const hall = new Hall()
    const draft = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "a": 1}',
    )
    hall.say('setup-save', { draft }, page('setup'))
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    const said = hall.heard[0]?.[2]
    expect(Reflect.get(Object(Reflect.get(Object(said), 'draft')), 'polluted')).toBeUndefined()
  })

  test('is what the schema made of it, not what was sent', () => {
    const hall = new Hall()
    const sent = { view: 'wait', offset: 1 }
    hall.say('beat', sent)
    sent.offset = 2
    expect(hall.heard).toEqual([['beat', 7, { view: 'wait', offset: 1 }]])
  })
})

describe('the log', () => {
  const refusals = ({ logged }: Hall) => logged.filter(({ level }) => level === 'warn')

  test('says which verb and why', () => {
    const hall = new Hall()
    hall.say('beat', {}, page('setup'))
    expect(refusals(hall)).toEqual([
      { level: 'warn', fields: { verb: 'beat', why: 'not for this page' }, text: 'a page said what it may not' },
    ])
  })

  test('of a flood is bounded, the count is not', () => {
    const hall = new Hall()
    for (let i = 0; i < 10_000; i++) hall.say('beat', i)
    expect(refusals(hall)).toHaveLength(100)
    expect(hall.door.refused()).toBe(10_000)
  })

  test.each([
    ['a PIN as a number', 'unlock', { pin: 4711 }],
    ['a PIN alone', 'unlock', '4711'],
    ['a PIN that is too long', 'unlock', { pin: '4711471147114711' }],
    ['a PIN as a key', 'leave', { how: '4711' }],
  ])('never repeats what was said: %s', (_, verb, said) => {
    const hall = new Hall()
    expect(() => hall.say(verb, said)).toThrow()
    expect(JSON.stringify(hall.logged)).not.toContain('4711')
  })

  test('has short lines, however long what was said', () => {
    const hall = new Hall()
    const long = 'x'.repeat(1_000_000)
    for (const said of [long, { [long]: 1 }, { view: long, offset: 1 }, { view: 'wait', offset: long }])
      hall.say('beat', said)
    expect(hall.logged).toHaveLength(4)
    expect(Math.max(...hall.logged.map((line) => JSON.stringify(line).length))).toBeLessThan(500)
  })
})

describe('what the program makes of it', () => {
  test('goes back to a page that asked', async () => {
    const hall = new Hall({ unlock: async (_page, { pin }) => ({ kind: pin === '1' ? 'ok' : 'wrong' }) })
    expect(await hall.say('unlock', { pin: '1' })).toEqual({ kind: 'ok' })
  })

  test('goes nowhere if the page only told it', () => {
    expect(new Hall({ beat: () => 'secret' }).say('beat', { view: 'wait', offset: 0 })).toBeUndefined()
  })

  test('may fail: a page that asked learns it', async () => {
    const hall = new Hall({ leave: () => Promise.reject(new Error('refused')) })
    await expect(hall.say('leave', { how: 'quit' })).rejects.toThrow('refused')
  })

  test.each([
    [
      'at once',
      () => {
        throw new Error('Object has been destroyed')
      },
    ],
    ['later', () => Promise.reject(new Error('Object has been destroyed'))],
  ])('may fail %s at what was only told: the log has it, and no dialog box covers the screen', async (_, beat) => {
    const hall = new Hall({ beat })
    for (let i = 0; i < 200; i++) hall.say('beat', { view: 'wait', offset: i })
    await vi.waitFor(() => expect(hall.logged).toHaveLength(100))
    expect(hall.logged[0]).toMatchObject({
      level: 'error',
      fields: { verb: 'beat', reason: 'Object has been destroyed' },
    })
  })
})
