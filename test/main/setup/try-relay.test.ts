/** Whether a relay is at an address, as the set-up page is told. */
import { createServer } from 'node:http'
import { expect, test, vi } from 'vitest'
import { type Fetch, TRY_PATIENCE, tryRelay } from '../../../main/setup/try-relay.ts'
import { systemClock } from '../../../platform/system-clock.ts'
import type { Clock } from '../../../protocol/clock.ts'

const ALIVE = { status: 'alive' }
const READY = { status: 'ready', roundTripMs: 1.4 }

function relay(answers: { readonly [path: string]: unknown }) {
  const asked: string[] = []
  const fetch: Fetch = async (url) => {
    asked.push(url)
    const answer = answers[new URL(url).pathname]
    return typeof answer === 'string' ? new Response(answer) : Response.json(answer ?? { code: 'not_found' })
  }
  return { asked, ask: (address: unknown) => tryRelay(address, { fetch, clock: systemClock }) }
}

test('a relay that is ready tells how fast its log is', async () => {
  const { ask, asked } = relay({ '/healthz': ALIVE, '/readyz': READY })
  expect(await ask('http://10.0.0.5:8000')).toEqual({ kind: 'reached', roundTripMs: 1.4 })
  expect(asked).toEqual(['http://10.0.0.5:8000/healthz', 'http://10.0.0.5:8000/readyz'])
})

test('a relay below a path of a proxy is asked there', async () => {
  const { ask, asked } = relay({ '/line/healthz': ALIVE, '/line/readyz': READY })
  expect(await ask('https://shop.example/line')).toMatchObject({ kind: 'reached' })
  expect(asked[0]).toBe('https://shop.example/line/healthz')
})

test('a relay that is not ready says why', async () => {
  const { ask } = relay({ '/healthz': ALIVE, '/readyz': { code: 'not_ready', message: 'the log is away' } })
  expect(await ask('http://a')).toEqual({ kind: 'not-ready', reason: 'the log is away' })
})

test.each([
  ['a page', { '/healthz': '<!doctype html>' }],
  ['something else', { '/healthz': { ok: true } }],
  ['half a relay', { '/healthz': ALIVE, '/readyz': { ok: true } }],
])('%s at the address is no relay', async (_, answers) => {
  expect(await relay(answers).ask('http://a')).toEqual({ kind: 'not', reason: expect.stringMatching(/no CashierQ/u) })
})

test.each(['', 'shop', 'ftp://a', 'file:///etc/passwd', 'javascript:alert(1)', 42, null])(
  '%j is no address, and nobody is asked',
  async (address) => {
    const { ask, asked } = relay({})
    expect(await ask(address)).toMatchObject({ kind: 'not' })
    expect(asked).toEqual([])
  },
)

test('nobody at the address is told with the reason', async () => {
  const answer = await tryRelay('http://127.0.0.1:1', { fetch, clock: systemClock })
  expect(answer).toEqual({ kind: 'not', reason: expect.stringMatching(/ECONNREFUSED|bad port/u) })
})

test('whoever is silent is given up after five seconds', async () => {
  let run = () => {}
  const cancel = vi.fn()
  const clock: Clock = {
    now: () => 0,
    after(delay, task) {
      expect(delay).toBe(TRY_PATIENCE)
      run = task
      return cancel
    },
  }
  const silent: Fetch = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const asked = tryRelay('http://a', { fetch: silent, clock })
  run()
  expect(await asked).toEqual({ kind: 'not', reason: 'no answer within 5 s' })
  expect(cancel).toHaveBeenCalled()
})

test('a redirect is not followed: a log-in page is no relay', async () => {
  const server = createServer((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const answer = await tryRelay(`http://127.0.0.1:${port}`, { fetch, clock: systemClock })
  server.close()
  expect(answer).toEqual({ kind: 'not', reason: expect.stringMatching(/redirect/u) })
})
