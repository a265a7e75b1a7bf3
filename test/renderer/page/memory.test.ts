/** What a page keeps over a reload: for its next life in the same window, and never for anything else. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type ClockSample, UNSYNCED } from '../../../protocol/log-clock.ts'
import { INITIAL_STATE } from '../../../protocol/state.ts'
import type { Known } from '../../../renderer/client/board-client.ts'
import { PageMemory } from '../../../renderer/page/memory.ts'
import { call, stateAfter, T0 } from '../../helpers/board.ts'

/** The browser's own, as far as a page uses it. */
class FakeStorage implements Storage {
  readonly #texts = new Map<string, string>()
  writes = 0

  get length(): number {
    return this.#texts.size
  }

  key(index: number): string | null {
    return [...this.#texts.keys()][index] ?? null
  }

  getItem(key: string): string | null {
    return this.#texts.get(key) ?? null
  }

  setItem(key: string, text: string): void {
    this.writes++
    this.#texts.set(key, text)
  }

  removeItem(key: string): void {
    this.#texts.delete(key)
  }

  clear(): void {
    this.#texts.clear()
  }

  /** Every text in it, replaced. */
  spoil(how: (text: string) => string): void {
    for (const [key, text] of this.#texts) this.#texts.set(key, how(text))
  }
}

const SAMPLE: ClockSample = { offset: 5_000, roundTrip: 4, taken: T0 }
const KNOWN: Known = { epoch: 'e1', state: stateAfter([0, call(3)]), clock: { samples: [SAMPLE] } }
const NOW = T0 + 100
const MINUTES = 60_000

let storage: FakeStorage
beforeEach(() => {
  storage = new FakeStorage()
})

/** The same window, loaded again. */
const nextLife = (store = 'main') => new PageMemory(storage, store)

describe('the next life', () => {
  test('knows what the last one knew', () => {
    nextLife().keep(KNOWN, NOW)
    expect(nextLife().recall(NOW + 300)).toEqual(KNOWN)
  })

  test('knows nothing if there was none', () => {
    expect(nextLife().recall(NOW)).toBeUndefined()
  })

  test('may be the third: what it recalled stays kept', () => {
    nextLife().keep(KNOWN, NOW)
    nextLife().recall(NOW + 300)
    expect(nextLife().recall(NOW + 600)).toEqual(KNOWN)
  })

  test('of another line of people knows nothing', () => {
    nextLife('main').keep(KNOWN, NOW)
    expect(nextLife('b2').recall(NOW)).toBeUndefined()
  })

  test('knows the newest', () => {
    const memory = nextLife()
    memory.keep(KNOWN, NOW)
    const newer = { ...KNOWN, state: stateAfter([0, call(3)], [50, call(5)]) }
    memory.keep(newer, NOW + 100)
    expect(nextLife().recall(NOW + 300)).toEqual(newer)
  })

  test('with another life of the log, knows that one', () => {
    const memory = nextLife()
    memory.keep({ ...KNOWN, state: INITIAL_STATE }, NOW)
    memory.keep({ ...KNOWN, state: INITIAL_STATE, epoch: 'e2' }, NOW)
    expect(nextLife().recall(NOW)?.epoch).toBe('e2')
  })
})

describe('its age', () => {
  test('may be that of the longest queue', () => {
    nextLife().keep(KNOWN, NOW)
    expect(nextLife().recall(NOW + 10 * MINUTES - 1)).toEqual(KNOWN)
    expect(nextLife().recall(NOW + 10 * MINUTES)).toBeUndefined()
  })

  test('is none if the clock was set back: nobody knows how old it is', () => {
    nextLife().keep(KNOWN, NOW)
    expect(nextLife().recall(NOW - 1)).toBeUndefined()
  })
})

describe('a page that has lost the log', () => {
  test('keeps what it had, with the log time since when it is not sure', () => {
    const memory = nextLife()
    memory.keep(KNOWN, NOW)
    memory.keep(undefined, NOW + 1_000)
    memory.keep(undefined, NOW + 2_000)
    expect(nextLife().recall(NOW + 3_000)).toEqual({ ...KNOWN, since: NOW + 1_000 + SAMPLE.offset })
  })

  test('and is loaded again meanwhile still knows since when', () => {
    nextLife().keep(KNOWN, NOW)
    const second = nextLife()
    second.recall(NOW + 500)
    second.keep(undefined, NOW + 600)
    const third = nextLife()
    expect(third.recall(NOW + 700)).toMatchObject({ since: NOW + 600 + SAMPLE.offset })
    third.keep(undefined, NOW + 800)
    expect(nextLife().recall(NOW + 900)).toMatchObject({ since: NOW + 600 + SAMPLE.offset })
  })

  test('is sure again when it has the log again, even if nothing has happened', () => {
    const memory = nextLife()
    memory.keep(KNOWN, NOW)
    memory.keep(undefined, NOW + 1_000)
    memory.keep(KNOWN, NOW + 2_000)
    expect(nextLife().recall(NOW + 3_000)).toEqual(KNOWN)
  })

  test('before it ever had it keeps nothing', () => {
    nextLife().keep(undefined, NOW)
    expect(storage.length).toBe(0)
  })
})

test('what has not changed is not written again: a page is told of its link more often than of its state', () => {
  const memory = nextLife()
  for (let i = 0; i < 100; i++) memory.keep(KNOWN, NOW + i)
  expect(storage.writes).toBe(1)
})

describe('what lies there and is not ours', () => {
  const whole = JSON.stringify({ keptAt: NOW, ...KNOWN })
  const changed = (change: object) => JSON.stringify({ ...JSON.parse(whole), ...change })
  const spoiled: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['half of it', whole.slice(0, -20)],
    ['no JSON', 'undefined'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no age', changed({ keptAt: null })],
    ['an endless age', whole.replace(/"keptAt":\d+/u, '"keptAt":-1e999')],
    ['no epoch', changed({ epoch: 5 })],
    ['no state', changed({ state: {} })],
    ['a state of another kind', changed({ state: 'wait' })],
    ['a clock of words', changed({ clock: { samples: [{ offset: 'x', roundTrip: 0, taken: 0 }] } })],
    ['no clock', changed({ clock: undefined })],
    ['a beginning of doubt that is no time', changed({ since: 'now' })],
    ['a prototype', `{"__proto__":${whole}}`],
  ]
  test.each(spoiled)('%s is passed over', (_, text) => {
    nextLife().keep(KNOWN, NOW)
    storage.spoil(() => text)
    expect(nextLife().recall(NOW)).toBeUndefined()
  })

  test('is replaced by what is true', () => {
    nextLife().keep(KNOWN, NOW)
    storage.spoil(() => '{')
    const memory = nextLife()
    memory.recall(NOW)
    memory.keep({ ...KNOWN, clock: UNSYNCED }, NOW)
    expect(nextLife().recall(NOW)).toEqual({ ...KNOWN, clock: UNSYNCED })
  })
})
