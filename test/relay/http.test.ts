import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Rig, startRig } from '../helpers/relay-rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())

const GOOD = { cashier: 3, language: 'en' }

async function offset(): Promise<number> {
  return (await rig.log.position()).offset
}

/** Waits until the log holds this many entries: a press is answered before it is published. */
async function logHolds(count: number): Promise<void> {
  await expect.poll(offset, { timeout: 10_000 }).toBe(count)
}

describe('a press by HTTP', () => {
  test('as JSON is answered with 204 and becomes one entry', async () => {
    const before = await offset()
    const response = await rig.press({ ...GOOD, id: 'json-1' })
    expect(response.status).toBe(204)
    await logHolds(before + 1)
    const read = await rig.log.read(before, 10)
    expect(read).toMatchObject({
      kind: 'entries',
      entries: [{ event: { type: 'call', cashier: 3, language: 'en', source: 'http', id: 'json-1' } }],
    })
  })

  test('as a form is the same', async () => {
    const before = await offset()
    const body = new URLSearchParams({ cashier: '4', language: 'fr', action: 'recall' })
    const response = await fetch(`${rig.address}/cashier_action`, { method: 'POST', body })
    expect(response.status).toBe(204)
    await logHolds(before + 1)
    expect(await rig.log.read(before, 1)).toMatchObject({ entries: [{ event: { type: 'recall', cashier: 4 } }] })
  })

  test('with an id that was used before is answered with 204 again and becomes no second entry', async () => {
    const before = await offset()
    for (let i = 0; i < 3; i++) expect((await rig.press({ ...GOOD, id: 'same' })).status).toBe(204)
    expect((await rig.press({ ...GOOD, cashier: 5, id: 'other' })).status).toBe(204)
    await logHolds(before + 2)
  })

  test('in a language that exists but has no catalogue is taken', async () => {
    const before = await offset()
    expect((await rig.press({ cashier: 3, language: 'sv' })).status).toBe(204)
    await logHolds(before + 1)
  })
})

describe('a program that would rather speak HTTP/2, as those in Java do,', () => {
  const ASKING = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__']

  test('is answered as if it had not asked, press after press on one connection', async () => {
    const before = await offset()
    const { host, hostname, port } = new URL(rig.address)
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    let heard = ''
    socket.on('data', (data) => {
      heard += data
    })
    const answers = () => heard.match(/^HTTP\/1\.1 204 /gmu)?.length ?? 0
    for (const [index, cashier] of [3, 4, 5].entries()) {
      const body = JSON.stringify({ cashier, language: 'en' })
      const type = 'Content-Type: application/json'
      const head = ['POST /cashier_action HTTP/1.1', `Host: ${host}`, type, `Content-Length: ${body.length}`, ...ASKING]
      socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 5)}`)
      await new Promise((resolve) => setImmediate(resolve))
      socket.write(body.slice(5))
      await expect.poll(answers).toBe(index + 1)
    }
    await logHolds(before + 3)
  })
})

describe('a bad press is refused with its code, and nothing is written', () => {
  const cases: readonly (readonly [string, unknown, number, string])[] = [
    ['no such till', { cashier: 13, language: 'en' }, 400, 'unknown_cashier'],
    ['till zero', { cashier: 0, language: 'en' }, 400, 'unknown_cashier'],
    ['a till that is no number', { cashier: 'three', language: 'en' }, 400, 'unknown_cashier'],
    ['a fraction of a till', { cashier: 1.5, language: 'en' }, 400, 'unknown_cashier'],
    ['a till of the wrong type', { cashier: { $gt: 0 }, language: 'en' }, 400, 'unknown_cashier'],
    ['no till', { language: 'en' }, 400, 'unknown_cashier'],
    ['no language', { cashier: 3 }, 400, 'unknown_language'],
    ['a language that does not exist', { cashier: 3, language: 'xx' }, 400, 'unknown_language'],
    ['a language that is no tag', { cashier: 3, language: '<b>' }, 400, 'unknown_language'],
    ['an unknown action', { ...GOOD, action: 'dance' }, 400, 'unknown_action'],
    ['an id with blanks', { ...GOOD, id: 'a b' }, 400, 'bad_id'],
    ['an id that is too long', { ...GOOD, id: 'x'.repeat(65) }, 400, 'bad_id'],
    ['an unknown store', { ...GOOD, store: 'elsewhere' }, 400, 'unknown_store'],
    ['a store that is no name', { ...GOOD, store: '../etc' }, 400, 'unknown_store'],
    ['a list', [GOOD], 400, 'unknown_cashier'],
    ['nothing', null, 400, 'bad_press'],
    ['broken JSON', '{"cashier": 3', 400, 'bad_json'],
    ['too much', { ...GOOD, more: 'x'.repeat(5_000) }, 413, 'too_large'],
  ]
  test.each(cases)('%s', async (_, body, status, code) => {
    const before = await offset()
    const response = await rig.press(body)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ code, message: expect.any(String) })
    expect(await offset()).toBe(before)
  })

  test('a body of another type', async () => {
    const response = await rig.press('cashier=3', { 'Content-Type': 'text/plain' })
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'bad_content_type' }),
    ])
  })

  test('a body without an end that says no length', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }
      const outgoing = request(`${rig.address}/cashier_action`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode)
        response.resume()
      })
      outgoing.on('error', reject)
      for (let i = 0; i < 8; i++) outgoing.write('x'.repeat(1_024))
      outgoing.end()
    })
    expect(status).toBe(413)
  })

  test('another method', async () => {
    const response = await fetch(`${rig.address}/cashier_action`)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' })
  })

  test('a page of another origin', async () => {
    const response = await rig.press(GOOD, { Origin: 'https://evil.example' })
    expect([response.status, await response.json()]).toEqual([
      401,
      { code: 'origin_not_allowed', message: expect.any(String) },
    ])
  })
})

describe('the other addresses', () => {
  test('the board is the view of now', async () => {
    const response = await fetch(`${rig.address}/api/v1/stores/main/board`)
    expect(response.status).toBe(200)
    const board = await response.json()
    expect(board).toMatchObject({ store: 'main', live: true, offset: await offset(), tills: expect.any(Array) })
  })

  test('a store that is not served has no board', async () => {
    const response = await fetch(`${rig.address}/api/v1/stores/elsewhere/board`)
    expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 'unknown_store' })])
  })

  test('healthz says that it is alive, readyz how long a round trip took', async () => {
    expect(await (await fetch(`${rig.address}/healthz`)).json()).toEqual({ status: 'alive' })
    const ready = await fetch(`${rig.address}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', roundTripMs: expect.any(Number), stores: { held: 1, away: 0 } },
    ])
  })

  test('metrics count presses and refusals', async () => {
    const text = await (await fetch(`${rig.address}/metrics`)).text()
    expect(text).toMatch(/cashierq_presses_total\{action="call",outcome="journaled"\} [1-9]/u)
    expect(text).toMatch(/cashierq_refused_total\{code="unknown_cashier"\} [1-9]/u)
  })

  test('pages carry a policy under which nothing foreign or inline runs', async () => {
    for (const path of ['/', '/cashier_buttons']) {
      const response = await fetch(`${rig.address}${path}`)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await response.text()).not.toMatch(/<script>|<style|style="/u)
    }
  })

  test.each([
    '/nothing',
    '/screen/index.html',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
  ])('%s is not to be had', async (path) => {
    const status = await new Promise((resolve) => {
      const { hostname, port } = new URL(rig.address)
      request({ hostname, port, path }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end()
    })
    expect(status).toBe(404)
  })
})
