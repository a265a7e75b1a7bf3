/** A paired kiosk keeps its token: in the settings file, and for each of its windows. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, test, vi } from 'vitest'
import { VERBS } from '../../main/ipc/verbs.ts'
import { inTurn } from '../../main/setup/in-turn.ts'
import { type Paired, saveToken } from '../../main/setup/save-token.ts'
import { whatIsAsked } from '../../main/shell/asked.ts'
import { TokenKeeper } from '../../main/token-keeper.ts'
import { SILENT } from '../../platform/logger.ts'
import { readSettings } from '../../platform/read-settings.ts'
import type { Saved } from '../../protocol/setup.ts'
import { tempDirs } from '../helpers/temp-dir.ts'

const tempDir = tempDirs()
const PAIRED: Paired = { token: 'header.payload.signature', store: 'bakery' }

async function place(content?: unknown) {
  const file = join(await tempDir(), 'cashierq.json')
  if (content !== undefined) writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return { file, written: () => JSON.parse(readFileSync(file, 'utf8')) }
}

describe('in the file', () => {
  test('is the token with its store, as the next start reads it', async () => {
    const { file } = await place({ relay: 'http://10.0.0.5:8000', store: 'main', token: 'the one before, revoked' })
    expect(await saveToken(PAIRED, file)).toEqual({ kind: 'saved' })
    expect(readSettings({}, {}, file)).toMatchObject(PAIRED)
  })

  test('all else stays', async () => {
    const { file, written } = await place({ relay: 'http://10.0.0.5:8000', screenName: 'Door', floorMs: 2_500 })
    await saveToken(PAIRED, file)
    expect(written()).toEqual({ relay: 'http://10.0.0.5:8000', screenName: 'Door', floorMs: 2_500, ...PAIRED })
  })

  test('it is for its owner alone', async () => {
    const { file } = await place({})
    await chmod(file, 0o644)
    await saveToken(PAIRED, file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('it is kept where there was no file yet', async () => {
    const { file, written } = await place()
    expect(await saveToken(PAIRED, file)).toEqual({ kind: 'saved' })
    expect(written()).toEqual(PAIRED)
  })

  test('nothing is written over what a person has typed wrongly', async () => {
    const { file } = await place('{ "relay": ')
    expect(await saveToken(PAIRED, file)).toMatchObject({ kind: 'refused', setting: 'file' })
    expect(readFileSync(file, 'utf8')).toBe('{ "relay": ')
  })

  test('no token comes in that a start would refuse', async () => {
    const { file } = await place({})
    expect(await saveToken({ ...PAIRED, token: 'short' }, file)).toMatchObject({ kind: 'refused', setting: 'token' })
  })

  test('a folder that is not there is told, not thrown', async () => {
    const { file } = await place()
    expect(await saveToken(PAIRED, join(file, 'deeper', 'cashierq.json'))).toMatchObject({ kind: 'refused' })
  })
})

/** Windows by page: which store the settings wish for each. */
function keeper(wishes: ReadonlyMap<number, string | undefined>, saved: Saved = { kind: 'saved' }) {
  const save = vi.fn(async (_paired: Paired) => saved)
  const reloaded: number[] = []
  const tokens = new TokenKeeper({
    store: 'main',
    windows: {
      storeOf: (page) => wishes.get(page),
      reloadOthers: (page, isSame) => {
        for (const [other, store] of wishes) if (other !== page && isSame(store)) reloaded.push(other)
      },
    },
    save,
    lines: SILENT,
  })
  return { tokens, save, reloaded }
}

describe('with several windows', () => {
  const WISHES = new Map([
    [1, undefined],
    [2, undefined],
    [3, 'main'],
    [4, 'butcher'],
  ])

  test('all of the same line come in with the one token, and only they', async () => {
    const { tokens, save, reloaded } = keeper(WISHES)
    await tokens.keep(1, PAIRED)
    expect(reloaded).toEqual([2, 3])
    expect(save).toHaveBeenCalledExactlyOnceWith(PAIRED)
    expect([tokens.of(undefined), tokens.of('main'), tokens.of('butcher')]).toEqual([PAIRED, PAIRED, undefined])
  })

  test('a display with a store of its own has its own token, as long as the program runs', async () => {
    const { tokens, save, reloaded } = keeper(WISHES)
    await tokens.keep(4, { ...PAIRED, store: 'butcher' })
    expect([reloaded, save.mock.calls]).toEqual([[], []])
    expect([tokens.of('butcher')?.store, tokens.of(undefined)]).toEqual(['butcher', undefined])
  })

  test('the last pairing counts', async () => {
    const { tokens } = keeper(WISHES)
    await tokens.keep(1, PAIRED)
    await tokens.keep(2, { ...PAIRED, token: 'header.payload.newer' })
    expect(tokens.of(undefined)?.token).toBe('header.payload.newer')
  })

  test('a file that cannot be written does not send the screen away', async () => {
    const { tokens } = keeper(WISHES, { kind: 'refused', setting: 'file', reason: 'full' })
    await tokens.keep(1, PAIRED)
    expect(tokens.of(undefined)).toEqual(PAIRED)
  })
})

test('who writes the file waits for whoever is at it, also for one that fails', async () => {
  const turn = inTurn()
  const order: string[] = []
  const first = turn(async () => {
    order.push('first begins')
    await Promise.resolve()
    order.push('first ends')
    throw new Error('no room')
  })
  const second = turn(async () => order.push('second'))
  await expect(first).rejects.toThrow('no room')
  await second
  expect(order).toEqual(['first begins', 'first ends', 'second'])
})

describe('the verb', () => {
  const { schema, pages } = VERBS['keep-token']

  test('is the customers’ screen’s alone', () => {
    expect(pages).toEqual(['screen'])
  })

  test('takes a token and a store, nothing else', () => {
    const takes = (said: unknown) => v.is(schema, said)
    expect(takes(PAIRED)).toBe(true)
    expect(takes({ ...PAIRED, relay: 'http://evil' })).toBe(false)
    expect(takes({ ...PAIRED, store: '../main' })).toBe(false)
    expect(takes({ ...PAIRED, token: 'a b'.repeat(20) })).toBe(false)
    expect(takes({ ...PAIRED, token: 'x'.repeat(4_097) })).toBe(false)
    expect(takes({ token: PAIRED.token })).toBe(false)
  })
})

describe('through the kiosk’s own scheme', () => {
  test('the page reaches the relay’s two doors for screens', () => {
    const relay = (path: string) => ({ kind: 'relay', path })
    expect(whatIsAsked('POST', 'app://kiosk/api/v1/pairings')).toEqual(relay('/api/v1/pairings'))
    expect(whatIsAsked('GET', 'app://kiosk/api/v1/pairings/current')).toEqual(relay('/api/v1/pairings/current'))
  })

  test.each([
    ['POST', '/api/v1/pairings/current'],
    ['POST', '/api/v1/pairings/7KQ2-M4XR/approve'],
    ['POST', '/api/v1/tokens/revoke'],
    ['GET', '/api/v1/tokens'],
    ['GET', '/api/v1/pairings'],
    ['GET', '/api/v1/pairings/7KQ2-M4XR'],
  ])('and none of staff’s: %s %s', (method, path) => {
    expect(whatIsAsked(method, `app://kiosk${path}`).kind).not.toBe('relay')
  })
})
