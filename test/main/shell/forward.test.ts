/** A page's request on its way to the relay: by a real fetch to a real server, and by one that fails as a test wants. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Fetch, forward } from '../../../main/shell/forward.ts'

type Heard = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const servers: Server[] = []
const heard: Heard[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  heard.length = 0
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
})

/** Its origin. */
async function relay(answer: RequestListener): Promise<string> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    heard.push({ method, url, headers, body: await text(request) })
    answer(request, response)
  })
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${portOf(server.address())}`
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function press(body: string | ReadableStream<Uint8Array>, headers: { readonly [name: string]: string } = {}): Request {
  const init = { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers }, duplex: 'half' }
  return new Request('app://kiosk/cashier_action', init)
}

const knock = () => new Request('app://kiosk/healthz')
const post = (origin: string, request: Request, by: Fetch = fetch) =>
  forward(by, { origin }, '/cashier_action', request)

describe('a press', () => {
  test('arrives as it was posted, and its answer comes back', async () => {
    const origin = await relay((_, response) =>
      response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"code":"x"}'),
    )
    const answer = await post(origin, press('{"cashier":3}', { Authorization: 'Bearer t' }))
    expect(heard).toMatchObject([
      {
        method: 'POST',
        url: '/cashier_action',
        body: '{"cashier":3}',
        headers: { 'content-type': 'application/json', authorization: 'Bearer t' },
      },
    ])
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/json'])
    expect(await answer.json()).toEqual({ code: 'x' })
  })

  test('may be answered with nothing', async () => {
    const origin = await relay((_, response) => response.writeHead(204).end())
    expect((await post(origin, press('{}'))).status).toBe(204)
  })

  test('takes no header along that a page could add, and brings none back that a relay could', async () => {
    const origin = await relay((_, response) => {
      response.writeHead(200, { 'Set-Cookie': 'a=b', 'X-Evil': '1', 'Access-Control-Allow-Origin': '*' }).end('{}')
    })
    const headers = {
      Cookie: 'a=b',
      Origin: 'http://evil.example',
      'X-Forwarded-For': '::1',
      'X-Evil': '1',
      Host: 'evil',
    }
    const answer = await post(origin, press('{}', headers))
    const names = Object.keys(heard[0]?.headers ?? {})
    expect(names.filter((name) => /^(cookie|origin|x-|referer)/u.test(name))).toEqual([])
    expect(heard[0]?.headers.host).toBe(new URL(origin).host)
    expect([...answer.headers.keys()]).toEqual(['content-type'])
  })

  test('is sent without cookies, and without following anybody', async () => {
    let init: RequestInit | undefined
    await post('http://relay', press('{}'), async (_, given) => {
      init = given
      return new Response(null, { status: 204 })
    })
    expect(init).toMatchObject({ credentials: 'omit', redirect: 'error', method: 'POST' })
  })

  test('of an accent is not broken where the stream is cut', async () => {
    const origin = await relay((_, response) => response.writeHead(200).end())
    const bytes = new TextEncoder().encode('{"till":"caissière"}')
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    await post(origin, press(body))
    expect(heard[0]?.body).toBe('{"till":"caissière"}')
  })
})

describe('too much', () => {
  test('of a press is refused, and the relay hears nothing of it', async () => {
    const origin = await relay((_, response) => response.end())
    expect((await post(origin, press('x'.repeat(10_001)))).status).toBe(413)
    expect((await post(origin, press('é'.repeat(5_001)))).status).toBe(413)
    expect(heard).toEqual([])
    expect((await post(origin, press('x'.repeat(10_000)))).status).toBe(200)
  })

  test('without an end is not read to its end', async () => {
    let pulled = 0
    let cancelled = false
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled++
        controller.enqueue(new Uint8Array(4_096))
      },
      cancel: () => {
        cancelled = true
      },
    })
    expect(
      (await post('http://relay', press(endless), () => Promise.reject(new Error('not to be asked')))).status,
    ).toBe(413)
    expect(cancelled).toBe(true)
    expect(pulled).toBeLessThan(10)
  })

  test('of an answer is none', async () => {
    const origin = await relay((_, response) => response.end('x'.repeat(100_000)))
    expect((await forward(fetch, { origin }, '/healthz', knock())).status).toBe(502)
  })
})

describe('without a relay', () => {
  test('the page gets a 502, as from any gateway', async () => {
    const origin = await relay((_, response) => response.end())
    servers[0]?.close()
    servers[0]?.closeAllConnections()
    const answer = await forward(fetch, { origin }, '/healthz', knock())
    expect([answer.status, await answer.text()]).toEqual([502, 'the relay does not answer'])
  })

  test('that breaks off in mid-answer, too', async () => {
    const origin = await relay((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('half')
      setImmediate(() => response.destroy())
    })
    expect((await forward(fetch, { origin }, '/healthz', knock())).status).toBe(502)
  })

  test('that sends elsewhere, too: nobody is followed', async () => {
    const elsewhere = await relay((_, response) => response.end('evil'))
    const origin = await relay((_, response) => response.writeHead(302, { Location: `${elsewhere}/x` }).end())
    heard.length = 0
    expect((await forward(fetch, { origin }, '/healthz', knock())).status).toBe(502)
    expect(heard.map(({ url }) => url)).toEqual(['/healthz'])
  })

  test('that never answers, after a while', async () => {
    // The limit is the platform's timer; a short one in its place keeps the test from waiting.
    const patience = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const late = new AbortController()
      setImmediate(() => late.abort(new DOMException('late', 'TimeoutError')))
      return late.signal
    })
    const origin = await relay(() => undefined)
    expect((await forward(fetch, { origin }, '/healthz', knock())).status).toBe(502)
    expect(patience).toHaveBeenCalledWith(5_000)
  })

  test('a status that no page may be given is no answer', async () => {
    const strange: Fetch = async () =>
      Object.create(new Response('x'), { status: { value: 99 }, body: { value: null } })
    expect((await forward(strange, { origin: 'http://relay' }, '/healthz', knock())).status).toBe(502)
  })
})
