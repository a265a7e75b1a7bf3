/** From the set-up page to cashierq.json. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { saveSetup } from '../../../main/setup/save.ts'
import { setupFacts } from '../../../main/setup/setup-facts.ts'
import { readSettings } from '../../../platform/read-settings.ts'
import { defaultTill } from '../../../protocol/settings.ts'
import { breakDisk } from '../../helpers/broken-disk.ts'
import { draft } from '../../helpers/setup-page.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'

const tempDir = tempDirs()
const HASH = `scrypt:${'s'.repeat(22)}:${'k'.repeat(43)}`
const hashPin = async (digits: string) => (digits === '4711' ? HASH : 'no hash')

async function place(content?: unknown) {
  const file = join(await tempDir(), 'cashierq.json')
  if (content !== undefined) writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  const written = () => JSON.parse(readFileSync(file, 'utf8'))
  return { file, written, save: (given: unknown) => saveSetup(given, { file, hashPin }) }
}

test('what is saved is what a start reads, and what the page is told the next time', async () => {
  const { file, save } = await place()
  const given = draft({
    line: { kind: 'own' },
    screenName: 'Door',
    languages: ['de', 'en'],
    tills: [{ ...defaultTill(7), arrow: 'left' }],
    displays: [{ display: 'DP-2', name: 'Hall', tills: [7] }],
    colours: { ground: '#10233f', text: '#ffffff' },
    logo: 'mark.svg',
  })
  expect(await save(given)).toEqual({ kind: 'saved' })
  expect(readSettings({}, {}, file)).toMatchObject({
    screenName: 'Door',
    language: 'de',
    languages: ['de', 'en'],
    tills: given.tills,
    displays: given.displays,
    colours: given.colours,
  })
  expect(setupFacts(file, readFileSync(file, 'utf8'), []).draft).toEqual(given)
})

test('the file is for its owner alone', async () => {
  const { file, save } = await place({ store: 'main' })
  await chmod(file, 0o644)
  await save(draft())
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('settings of other rooms stay as they are', async () => {
  const { written, save } = await place({ redisUrl: 'redis://10.0.0.5:6379', holdMs: 4_000, boxes: { 'box:A1': 3 } })
  await save(draft())
  expect(written()).toMatchObject({ redisUrl: 'redis://10.0.0.5:6379', holdMs: 4_000, boxes: { 'box:A1': 3 } })
})

test('a PIN is stored as its hash', async () => {
  const { written, save } = await place()
  await save(draft({ pin: { kind: 'new', digits: '4711' } }))
  expect(written().pin).toBe(HASH)
  expect(JSON.stringify(written())).not.toContain('4711')
})

test('a PIN is kept, or taken away, as asked', async () => {
  const { written, save } = await place({ pin: HASH })
  await save(draft({ pin: { kind: 'keep' } }))
  expect(written().pin).toBe(HASH)
  await save(draft({ pin: { kind: 'none' } }))
  expect(written()).not.toHaveProperty('pin')
})

test('a screen of a central relay keeps this PC’s own tills for the day it stands alone again', async () => {
  const tills = [defaultTill(3)]
  const { written, save } = await place({ tills })
  await save(draft({ line: { kind: 'central', relay: 'http://10.0.0.5:8000' } }))
  expect(written()).toMatchObject({ relay: 'http://10.0.0.5:8000', tills })
})

test('a PC that is its own line again forgets the relay and its token, colours and mark that are not wished any more', async () => {
  const colours = { ground: '#10233f', text: '#ffffff' }
  const { written, save } = await place({ relay: 'http://a:1', token: 'x'.repeat(20), colours, logo: 'a.svg' })
  await save(draft())
  for (const name of ['relay', 'token', 'colours', 'logo']) expect(written()).not.toHaveProperty(name)
})

test.each([
  ['tills', { tills: [defaultTill(1), defaultTill(1)] }, /till 1 is there twice/u],
  ['tills', { tills: [{ ...defaultTill(1), colour: '#e69f00' }] }, /2\.\d:1, it must have 7:1/u],
  ['colours', { colours: { ground: '#777777', text: '#ffffff' } }, /has 4\.4:1, it must have 7:1/u],
  ['relay', { line: { kind: 'central', relay: 'ftp://a' } }, /must begin with http/u],
  ['token', { line: { kind: 'central', relay: 'http://a', token: 'short' } }, /16/u],
  ['announceLanguages', { announceLanguages: ['xx'] }, /no language "xx"/u],
] as const)('%s that is no good is refused by its name, and nothing is written', async (setting, wrong, reason) => {
  const { file, save } = await place({ store: 'before' })
  expect(await save({ ...draft(), ...wrong })).toEqual({
    kind: 'refused',
    setting,
    reason: expect.stringMatching(reason),
  })
  expect(readFileSync(file, 'utf8')).toBe('{"store":"before"}')
})

test('a setting of another room that is no good is refused too: the program would not start', async () => {
  const { save } = await place({ holdMs: 1 })
  expect(await save(draft())).toMatchObject({ kind: 'refused', setting: 'holdMs' })
})

test('a setting that this program does not know is not thrown away', async () => {
  const { save, written } = await place({ hologram: true })
  expect(await save(draft())).toMatchObject({ kind: 'refused', setting: 'hologram' })
  expect(written()).toEqual({ hologram: true })
})

test.each([[null], ['draft'], [{}], [{ ...draft(), volume: 3 }], [{ ...draft(), redisUrl: 'redis://evil' }]])(
  'what is no draft (%j) is refused, and no file is made',
  async (given) => {
    const { file, save } = await place()
    expect(await save(given)).toMatchObject({ kind: 'refused' })
    expect(existsSync(file)).toBe(false)
  },
)

test('a file that nobody can read any more is put aside, not overwritten', async () => {
  const { file, save } = await place('{"store": "north",')
  expect(await save(draft())).toEqual({ kind: 'saved' })
  expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{"store": "north",')
  expect(readSettings({}, {}, file).store).toBe('main')
})

test('a file that nobody can read stays in its place where the disk takes no other', async () => {
  const { file, save } = await place('{"store": "north",')
  const mended = await breakDisk('ENOSPC', 'sync')
  expect(await save(draft())).toMatchObject({ kind: 'refused', setting: 'file' })
  mended()
  expect(readFileSync(file, 'utf8')).toBe('{"store": "north",')
})

test('a place that cannot be written is refused with the reason', async () => {
  const file = join(await tempDir(), 'cashierq.json')
  await mkdir(file)
  expect(await saveSetup(draft(), { file, hashPin })).toMatchObject({ kind: 'refused', setting: 'file' })
})

test('no PIN is hashed for a draft that has no new one', async () => {
  const hash = vi.fn(hashPin)
  const file = join(await tempDir(), 'cashierq.json')
  await saveSetup(draft({ pin: { kind: 'keep' } }), { file, hashPin: hash })
  expect(hash).not.toHaveBeenCalled()
})
