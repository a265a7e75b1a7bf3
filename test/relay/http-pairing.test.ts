/** Pairing like a TV over HTTP, and everything somebody may try with it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { issueToken } from '../../relay/access/token.ts'
import { type DoorRig, SECRET, startDoor } from '../helpers/door-rig.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { startRig } from '../helpers/relay-rig.ts'

const PAIRINGS = '/api/v1/pairings'
const token = (role: 'staff' | 'screen' | 'buttons', store = 'main', seconds = 60) =>
  issueToken(SECRET, { role, store }, seconds)

type Screen = { readonly code: string; readonly secret: string }

async function begin(rig: DoorRig, name?: string): Promise<Screen> {
  const { status, body } = await rig.ask('POST', PAIRINGS, name === undefined ? {} : { body: { name } })
  expect(status).toBe(201)
  return { code: String(body['code']), secret: String(body['secret']) }
}
const poll = (rig: DoorRig, { secret }: Screen) => rig.ask('GET', `${PAIRINGS}/current`, { token: secret })

async function approve(rig: DoorRig, { code }: Screen, name = 'Left', staff?: string) {
  return rig.ask('POST', `${PAIRINGS}/${code}/approve`, { token: staff ?? (await token('staff')), body: { name } })
}

describe('a screen', () => {
  let rig: DoorRig
  beforeAll(async () => {
    rig = await startDoor()
  })
  afterAll(() => rig.close())

  test('gets a code to show, a secret to ask by, and where staff type it', async () => {
    const { status, body } = await rig.ask('POST', PAIRINGS, { body: { name: 'kiosk-3' } })
    expect(status).toBe(201)
    expect(body).toEqual({
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/u),
      secret: expect.stringMatching(/^[\w.-]{40,100}$/u),
      expiresAt: expect.any(Number),
      expiresIn: expect.any(Number),
      interval: 2,
      url: `${rig.address}/pair#${body['code']}`,
    })
    expect(Math.abs(Number(body['expiresIn']) - 600_000)).toBeLessThan(10_000)
  })

  test('needs no name and no body', async () => {
    await begin(rig)
    expect((await rig.ask('POST', PAIRINGS, { body: {} })).status).toBe(201)
    expect((await rig.ask('POST', PAIRINGS, { body: { name: null } })).status).toBe(201)
  })

  test('waits until one of the staff lets it in, then gets its token, which works', async () => {
    const screen = await begin(rig)
    expect(await poll(rig, screen)).toMatchObject({ status: 202, body: { status: 'pending' } })
    const approved = await approve(rig, screen, 'Window left')
    expect(approved).toMatchObject({ status: 200, body: { name: 'Window left', store: 'main' } })
    const { status, body } = await poll(rig, screen)
    expect([status, body]).toEqual([
      200,
      { status: 'paired', token: expect.any(String), store: 'main', name: 'Window left' },
    ])
    const client = await rig.client()
    client.send({ type: 'hello', store: 'main', role: 'screen', token: body['token'] })
    await client.next('welcome')
    await client.close()
    expect(decodeJwt(String(body['token']))).toMatchObject({
      role: 'screen',
      store: 'main',
      sub: 'Window left',
      jti: approved.body['id'],
    })
  })

  test('gets the same token again while an answer may have been lost, and nothing once it is revoked', async () => {
    const screen = await begin(rig)
    await approve(rig, screen)
    const answers = await Promise.all([poll(rig, screen), poll(rig, screen), poll(rig, screen)])
    const ids = answers.map(({ body }) => decodeJwt(String(body['token'])).jti)
    expect(new Set(ids).size).toBe(1)
    const asStaff = { token: await token('staff'), body: { id: ids[0] } }
    expect((await rig.ask('POST', '/api/v1/tokens/revoke', asStaff)).status).toBe(204)
    expect(await poll(rig, screen)).toMatchObject({ status: 404, body: { code: 'pairing_expired' } })
  })

  test('gets a token of the store of whoever let it in, and of no other', async () => {
    const screen = await begin(rig)
    await approve(rig, screen, 'Left', await token('staff', 'north'))
    expect((await poll(rig, screen)).body).toMatchObject({ store: 'north' })
  })

  test('that is refused hears so', async () => {
    const screen = await begin(rig)
    const refused = await rig.ask('POST', `${PAIRINGS}/${screen.code}/refuse`, { token: await token('staff') })
    expect(refused.status).toBe(204)
    expect(await poll(rig, screen)).toMatchObject({ status: 403, body: { code: 'pairing_refused' } })
    expect((await approve(rig, screen)).status).toBe(409)
  })

  test.each([
    ['no secret', undefined],
    ['the code alone', (code: string) => code],
    ['a made-up secret for a true code', (code: string) => `${code.replace('-', '')}.${'A'.repeat(43)}`],
    ['a megabyte', () => 'A'.repeat(10_000)],
  ])('that asks with %s gets nothing', async (_, secretOf) => {
    const screen = await begin(rig)
    await approve(rig, screen)
    const asked = await rig.ask('GET', `${PAIRINGS}/current`, secretOf ? { token: secretOf(screen.code) } : {})
    expect(asked).toMatchObject({ status: 404, body: { code: 'pairing_expired' } })
  })

  test('cannot say its secret in the address, where logs would keep it', async () => {
    const { secret } = await begin(rig)
    expect((await rig.ask('GET', `${PAIRINGS}/current?token=${secret}`)).status).toBe(404)
  })

  test.each([
    ['a name of two kinds', { name: ['a'] }],
    ['a name too long', { name: 'x'.repeat(65) }],
    ['an empty name', { name: ' ' }],
    ['a name that turns the text about', { name: 'Left\u202egnorw' }],
    ['a name with a control character', { name: 'a\u0007b' }],
    ['null', 'null'],
  ])('with %s is refused', async (_, body) => {
    const { status, body: answer } = await rig.ask('POST', PAIRINGS, { body })
    expect([status, answer['code']]).toEqual([400, 'bad_request'])
  })

  test('with an oversized body is refused', async () => {
    const answer = await rig.ask('POST', PAIRINGS, { body: { name: 'a', more: 'x'.repeat(100_000) } })
    expect(answer).toMatchObject({ status: 413, body: { code: 'too_large' } })
  })
})

describe('staff', () => {
  let rig: DoorRig
  beforeEach(async () => {
    rig = await startDoor()
  })
  afterEach(() => rig.close())

  test('see who asks, from where, and since when', async () => {
    const { code } = await begin(rig, 'kiosk-3')
    const { status, body } = await rig.ask('GET', `${PAIRINGS}/${code}`, { token: await token('staff') })
    expect([status, body]).toEqual([
      200,
      {
        code,
        name: 'kiosk-3',
        address: '127.0.0.1',
        createdAt: expect.any(Number),
        ageMs: expect.any(Number),
        expiresAt: expect.any(Number),
        store: 'main',
      },
    ])
  })

  test.each([
    ['small letters, no hyphen', (code: string) => code.toLowerCase().replace('-', '')],
    ['blanks', (code: string) => encodeURIComponent(code.replace('-', ' '))],
    ['O for 0 and l for 1', (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l')],
  ])('may type the code with %s', async (_, typed) => {
    const { code } = await begin(rig)
    expect((await rig.ask('GET', `${PAIRINGS}/${typed(code)}`, { token: await token('staff') })).status).toBe(200)
  })

  test('get one and the same answer for every code that is none', async () => {
    const staff = await token('staff')
    const taken = await begin(rig)
    await approve(rig, taken)
    await poll(rig, taken)
    const codes = [taken.code, 'ZZZZ-ZZZZ', 'ZZZZZZZZ', 'Z', '%E0%A4%A', '..%2F..', "'%20OR%201"]
    const answers = await Promise.all(codes.map((code) => rig.ask('GET', `${PAIRINGS}/${code}`, { token: staff })))
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'unknown_code' } })
  })

  test('who guess codes wait, a true code too', async () => {
    const screen = await begin(rig)
    const staff = await token('staff')
    const guess = (code: string) => rig.ask('GET', `${PAIRINGS}/${code}`, { token: staff })
    for (let i = 0; i < 12; i++) expect((await guess('ZZZZ-ZZZZ')).status).toBe(404)
    const answer = await guess(screen.code)
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([429, 'too_fast', '15'])
    expect((await approve(rig, screen, 'Left', staff)).status).toBe(429)
  })

  test('two of them at once: one lets it in, the other hears that it was faster', async () => {
    const screen = await begin(rig)
    const [mia, tom] = [await token('staff'), await token('staff', 'north')]
    const answers = await Promise.all([approve(rig, screen, 'Left', mia), approve(rig, screen, 'Right', tom)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const winner = answers.find(({ status }) => status === 200)
    expect((await poll(rig, screen)).body).toMatchObject({ store: winner?.body['store'], name: winner?.body['name'] })
  })

  test.each(['screen', 'buttons'] as const)('a %s is none of them', async (role) => {
    const screen = await begin(rig)
    const bearer = await token(role)
    expect((await rig.ask('GET', `${PAIRINGS}/${screen.code}`, { token: bearer })).status).toBe(401)
    expect((await approve(rig, screen, 'Left', bearer)).status).toBe(401)
    expect((await rig.ask('GET', '/api/v1/tokens', { token: bearer })).status).toBe(401)
    expect((await rig.ask('POST', '/api/v1/tokens/revoke', { token: bearer, body: { id: 'a' } })).status).toBe(401)
    expect((await poll(rig, screen)).status).toBe(202)
  })

  test('without a token, or with one that is over, are nobody', async () => {
    const screen = await begin(rig)
    expect((await rig.ask('GET', `${PAIRINGS}/${screen.code}`)).status).toBe(401)
    expect((await approve(rig, screen, 'Left', await token('staff', 'main', -1))).status).toBe(401)
  })

  test('on a page of another origin are refused, whatever token it has', async () => {
    const { code } = await begin(rig)
    const headers = { Origin: 'https://evil.example' }
    const answer = await rig.ask('GET', `${PAIRINGS}/${code}`, { token: await token('staff'), headers })
    expect([answer.status, answer.body['code']]).toEqual([401, 'origin_not_allowed'])
    expect((await rig.ask('POST', PAIRINGS, { headers })).status).toBe(401)
  })

  test('must give the screen a name', async () => {
    const screen = await begin(rig)
    const bearer = { token: await token('staff') }
    for (const body of [{}, { name: '' }, { name: 'x'.repeat(65) }, { name: 7 }]) {
      expect((await rig.ask('POST', `${PAIRINGS}/${screen.code}/approve`, { ...bearer, body })).status).toBe(400)
    }
    expect((await approve(rig, screen)).status).toBe(200)
  })

  test('see the screens of their own store, newest first, and no tokens', async () => {
    for (const name of ['one', 'two']) {
      const screen = await begin(rig)
      await approve(rig, screen, name)
      await poll(rig, screen)
    }
    const foreign = await begin(rig)
    await approve(rig, foreign, 'foreign', await token('staff', 'north'))
    await poll(rig, foreign)
    const { body } = await rig.ask('GET', '/api/v1/tokens', { token: await token('staff') })
    const list = Array.isArray(body['tokens']) ? body['tokens'] : []
    expect(list.map(({ name }) => name).sort()).toEqual(['one', 'two'])
    expect(Object.keys(list[0]).sort()).toEqual(['expiresAt', 'id', 'issuedAt', 'name', 'role'])
  })
})

describe('a screen that is paired', () => {
  let rig: DoorRig
  let screen: { id: string; token: string }
  beforeEach(async () => {
    rig = await startDoor()
    const asking = await begin(rig)
    const approved = await approve(rig, asking, 'Left')
    const { body } = await poll(rig, asking)
    screen = { id: String(approved.body['id']), token: String(body['token']) }
  })
  afterEach(() => rig.close())
  const board = () => rig.ask('GET', '/api/v1/stores/main/board', { token: screen.token })
  const revoke = async (id: string, store = 'main') =>
    rig.ask('POST', '/api/v1/tokens/revoke', { token: await token('staff', store), body: { id } })

  test('can be revoked, and is nobody from then on', async () => {
    expect((await board()).status).toBe(200)
    expect((await revoke(screen.id)).status).toBe(204)
    expect(await board()).toMatchObject({ status: 401, body: { message: 'the token is revoked' } })
    const client = await rig.client()
    client.send({ type: 'hello', store: 'main', role: 'screen', token: screen.token })
    expect((await client.closed()).code).toBe(4401)
    expect((await revoke(screen.id)).status).toBe(204)
  })

  test('cannot be revoked by staff of another store, nor can what is not in their list', async () => {
    expect(await revoke(screen.id, 'north')).toMatchObject({ status: 404, body: { code: 'unknown_token' } })
    expect((await revoke('never-given')).status).toBe(404)
    expect((await board()).status).toBe(200)
  })

  test('leaves lines in the audit that say who did what, and no token', async () => {
    await revoke(screen.id)
    expect(rig.lines.audits).toMatchObject([
      { audit: 'privileged', action: 'approve', store: 'main', role: 'staff', target: screen.id, name: 'Left' },
      { audit: 'privileged', action: 'token', store: 'main', role: 'screen', target: screen.id, name: 'Left' },
      { audit: 'privileged', action: 'revoke', store: 'main', role: 'staff', target: screen.id },
    ])
    expect(JSON.stringify(rig.lines.all)).not.toContain(screen.token)
    const { body: _, ...metrics } = await rig.ask('GET', '/metrics', { token: await token('staff') })
    expect(metrics.status).toBe(200)
  })
})

describe('limits', () => {
  /** Time stands still: however slow the machine, no limit is eased meanwhile. */
  const still = () => ({ clock: new FakeTimersClock(Date.now()) })
  const proxied = () => ({ ...still(), trustedProxies: ['127.0.0.1'] })
  const as = (address: string) => ({ headers: { 'X-Forwarded-For': address } })

  test('an address that asks for codes without end waits; others do not', async () => {
    const rig = await startDoor(proxied())
    const asked = await Promise.all(Array.from({ length: 40 }, () => rig.ask('POST', PAIRINGS, as('203.0.113.7'))))
    expect(asked.filter(({ status }) => status === 201).length).toBe(30)
    const late = asked.find(({ status }) => status === 429)
    expect([late?.body['code'], late?.headers.get('retry-after')]).toEqual(['too_fast', '30'])
    expect((await rig.ask('POST', PAIRINGS, as('203.0.113.8'))).status).toBe(201)
    await rig.close()
  })

  test('an address cannot wash itself with a header where no proxy is trusted', async () => {
    const rig = await startDoor(still())
    const ask = (_: unknown, i: number) => rig.ask('POST', PAIRINGS, as(`203.0.113.${i}`))
    const asked = await Promise.all(Array.from({ length: 40 }, ask))
    expect(asked.some(({ status }) => status === 429)).toBe(true)
    await rig.close()
  })

  test('after twenty wrong tokens an address waits, but not those behind it whose token is known to be good', async () => {
    const rig = await startDoor(proxied())
    const board = (bearer: string, address = '203.0.113.7') =>
      rig.ask('GET', '/api/v1/stores/main/board', { token: bearer, ...as(address) })
    const [known, fresh] = [await token('screen'), await token('buttons')]
    expect((await board(known)).status).toBe(200)
    for (let i = 0; i < 20; i++) expect((await board(`wrong-${i}`)).status).toBe(401)
    expect((await board('wrong-21')).status).toBe(429)
    expect((await board(fresh)).status).toBe(429)
    expect((await board(known)).status).toBe(200)
    expect((await board(fresh, '203.0.113.8')).status).toBe(200)
    await rig.close()
  })

  test('a proxy of this machine that nobody told of is noticed, once', async () => {
    const rig = await startDoor()
    for (let i = 0; i < 3; i++) await rig.ask('POST', PAIRINGS, as('203.0.113.7'))
    expect(rig.lines.all.filter(({ text }) => text.includes('CASHIERQ_TRUSTED_PROXIES'))).toHaveLength(1)
    await rig.close()
  })
})

describe('the relay’s public address', () => {
  test('is what codes lead to, and its pages are the relay’s own', async () => {
    const rig = await startDoor({ publicUrl: 'https://calls.example' })
    const { status, body, headers } = await rig.ask('POST', PAIRINGS, { headers: { Origin: 'https://calls.example' } })
    expect(status).toBe(201)
    expect(body['url']).toBe(`https://calls.example/pair#${body['code']}`)
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
    await rig.close()
  })

  test('without TLS is warned of, and no browser is told to insist on TLS', async () => {
    const rig = await startDoor({ publicUrl: 'http://calls.example' })
    expect(rig.lines.all.filter(({ level }) => level === 'warn')[0]?.text).toContain('CASHIERQ_PUBLIC_URL is http')
    expect((await rig.ask('GET', '/healthz')).headers.get('strict-transport-security')).toBeNull()
    await rig.close()
  })

  test('is never what a client says in Host, if that is no host', async () => {
    const rig = await startDoor()
    const { port } = new URL(rig.address)
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { Host: 'evil.example/<script>' }
      const asking = request({ port, host: '127.0.0.1', path: PAIRINGS, method: 'POST', headers }, (response) => {
        response.setEncoding('utf8').on('data', resolve)
      })
      asking.on('error', reject).end()
    })
    expect(answer).not.toContain('evil')
    await rig.close()
  })
})

describe('the page where staff let screens in', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cashierq-pages-'))
    for (const page of ['screen', 'buttons', 'pair']) {
      await mkdir(join(folder, page))
      await writeFile(join(folder, page, 'index.html'), `<title>${page}</title>`)
    }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('has the policy of all pages, and needs no store in its address', async () => {
    const rig = await startDoor({ pages: folder, store: 'north' })
    const response = await fetch(`${rig.address}/pair`, { redirect: 'manual' })
    expect([response.status, await response.text()]).toEqual([200, '<title>pair</title>'])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    await rig.close()
  })

  test('is not there if it was not built', async () => {
    await rm(join(folder, 'pair'), { recursive: true })
    const rig = await startDoor({ pages: folder })
    expect((await fetch(`${rig.address}/pair`)).status).toBe(404)
    await rig.close()
  })
})

test('every answer, good or bad, tells browsers to guess and lend nothing', async () => {
  const rig = await startDoor()
  for (const path of ['/', '/healthz', '/api/v1/tokens', PAIRINGS, '/nothing', '/metrics', '/screen.json']) {
    const { headers } = await rig.ask('GET', path)
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringContaining("default-src 'none'"),
    ])
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
  await rig.close()
})

test('where there is no secret there is nothing to pair', async () => {
  const rig = await startRig()
  for (const [method, path] of [
    ['POST', PAIRINGS],
    ['GET', `${PAIRINGS}/current`],
    ['GET', `${PAIRINGS}/ZZZZ-ZZZZ`],
    ['GET', '/api/v1/tokens'],
  ] as const) {
    const response = await fetch(`${rig.address}${path}`, { method })
    expect([response.status, await response.json()]).toEqual([
      409,
      { code: 'pairing_off', message: expect.any(String) },
    ])
  }
  await rig.close()
})
