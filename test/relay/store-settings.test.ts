import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, defaultTill } from '../../protocol/settings.ts'
import { issueToken } from '../../relay/access/token.ts'
import { type DoorRig, SECRET, startDoor } from '../helpers/door-rig.ts'

const PATH = '/api/v1/stores/main/settings'
const TILLS = [1, 2].map((number) => ({ ...defaultTill(number), arrow: 'left' as const }))

let door: DoorRig
let staff: string
beforeAll(async () => {
  door = await startDoor({ secret: SECRET })
  staff = await token('staff')
})
afterAll(() => door.close())

const token = (role: 'staff' | 'screen' | 'integration', store = 'main') => issueToken(SECRET, { role, store }, 3_600)
const put = (body: unknown, bearer = staff) => door.ask('PUT', PATH, { token: bearer, body })

describe("a store's settings", () => {
  it('are told to whoever may read its board', async () => {
    const { status, body } = await door.ask('GET', PATH, { token: await token('screen') })
    expect([status, body]).toEqual([200, DEFAULT_SETTINGS])
  })

  it('are written by staff into the log: every screen has them at once, and what was not named stays', async () => {
    const screen = await door.client()
    screen.send({ type: 'hello', store: 'main', role: 'screen', token: await token('screen') })
    await screen.next('snapshot')
    expect((await put({ tills: TILLS, board: { hold: 5_000 } })).status).toBe(204)
    const { entry } = await screen.next('entry')
    expect(entry.event).toMatchObject({ type: 'settings', tills: TILLS, board: { hold: 5_000 }, source: 'http' })
    const { body } = await door.ask('GET', PATH, { token: staff })
    expect(body).toEqual({ ...DEFAULT_SETTINGS, tills: TILLS, board: { ...DEFAULT_SETTINGS.board, hold: 5_000 } })
    await screen.close()
  })

  it('are noted in the audit when they are changed', async () => {
    await put({ languages: ['de', 'en'] })
    expect(door.lines.audits.at(-1)).toMatchObject({ audit: 'privileged', action: 'settings', role: 'staff' })
  })

  it.each([
    [{ board: { hold: 100 } }, 'board.hold: must be at least 2000 ms'],
    [{ languages: ['en', 'qq'] }, 'languages: there is no language "qq"'],
    [{ tills: [TILLS[0], TILLS[0]] }, 'tills: till 1 is there twice'],
    [{ tills: [{ ...TILLS[0], colour: '#ffff00' }] }, 'tills: white on #ffff00 has 1.0:1, it must have 7:1'],
    [{ tils: [] }, 'tils: '],
  ])('are refused with the reason: %j', async (body, message) => {
    const answer = await put(body)
    expect([answer.status, answer.body]).toEqual([
      400,
      { code: 'bad_settings', message: expect.stringContaining(message) },
    ])
  })

  it.each(['screen', 'integration'] as const)('are not for a %s of another store', async (role) => {
    expect((await put({}, await token(role, 'elsewhere'))).status).toBe(401)
  })

  it('are changed by no screen', async () => {
    expect((await put({ board: { hold: 4_000 } }, await token('screen'))).body).toMatchObject({ code: 'not_allowed' })
  })

  it('are changed by no foreign page', async () => {
    const headers = { Origin: 'https://elsewhere.example' }
    const { body } = await door.ask('PUT', PATH, { token: staff, body: {}, headers })
    expect(body).toMatchObject({ code: 'origin_not_allowed' })
  })

  it('are not read from more than 32 KB', async () => {
    expect((await put({ languages: ['en'.padEnd(40_000, 'x')] })).status).toBe(413)
  })
})
