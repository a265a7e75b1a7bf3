/** What a page is told by screen.json, what its own address says over it, and what it does when it is told nothing. */
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { DEFAULT_SCREEN, type ScreenSetup } from '../../../protocol/screen-setup.ts'
import { loadSetup, withAddress } from '../../../renderer/page/screen-setup.ts'

const TOLD: ScreenSetup = {
  ...DEFAULT_SCREEN,
  name: 'door',
  theme: 'light',
  zone: [3],
  socket: 'ws://relay/ws',
  token: 't',
}
const PAGE = 'http://relay:8000/'

afterEach(() => vi.unstubAllGlobals())

/** What it asked for. */
function answering(answer: () => Promise<Response>): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', (address: URL, init: RequestInit) => {
    asked.push(`${address.href} ${init.cache}`)
    return answer()
  })
  return asked
}

describe('what a page is told', () => {
  test('is asked for beside the page, with the page’s own query, and never from a cache', async () => {
    const asked = answering(async () => Response.json(TOLD))
    await loadSetup('app://kiosk/screen/?display=2')
    await loadSetup('http://relay:8000/?store=b2#token=secret')
    expect(asked).toEqual([
      'app://kiosk/screen.json?display=2 no-store',
      'http://relay:8000/screen.json?store=b2 no-store',
    ])
  })

  test('is what it goes by', async () => {
    answering(async () => Response.json(TOLD))
    expect(await loadSetup(PAGE)).toEqual(TOLD)
  })

  test('may have more in it than this page knows: a newer relay', async () => {
    answering(async () => Response.json({ ...TOLD, hologram: true }))
    expect(await loadSetup(PAGE)).toEqual(TOLD)
  })
})

describe('a page that is told nothing is a screen all the same', () => {
  test('a relay that is silent is given up; the kiosk’s own program may take its time', async () => {
    const given: (AbortSignal | null | undefined)[] = []
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new DOMException('', 'TimeoutError')))
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    vi.stubGlobal('fetch', async (_: URL, { signal }: RequestInit) => {
      given.push(signal)
      signal?.throwIfAborted()
      return Response.json(TOLD)
    })
    expect(await loadSetup(PAGE)).toEqual(DEFAULT_SCREEN)
    expect(await loadSetup('app://kiosk/screen/')).toEqual(TOLD)
    expect(given).toEqual([expect.any(AbortSignal), undefined])
  })

  test.each([
    ['an older relay', async () => new Response('there is nothing here', { status: 404 })],
    ['a relay in trouble', async () => Response.json(TOLD, { status: 500 })],
    ['a page of words', async () => new Response('<p>log in to the hotel’s network</p>')],
    ['another JSON', async () => Response.json(['x'])],
    ['a setup with a mistake', async () => Response.json({ ...TOLD, theme: 'pink' })],
    ['null', async () => Response.json(null)],
    ['nobody', async () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('%s', async (_, answer) => {
    answering(answer)
    expect(await loadSetup(PAGE)).toEqual(DEFAULT_SCREEN)
    expect(await loadSetup(`${PAGE}?theme=contrast`)).toEqual({ ...DEFAULT_SCREEN, theme: 'contrast' })
  })

  test('but an error of the page itself is not hidden', async () => {
    answering(() => Promise.reject(new RangeError('a bug')))
    await expect(loadSetup(PAGE)).rejects.toThrow('a bug')
  })
})

describe('what the address says over it', () => {
  const at = (query: string, told = TOLD) => withAddress(told, `${PAGE}${query}`)

  test('nothing changes nothing', () => {
    expect(at('')).toEqual(TOLD)
  })

  test('silence is silence', () => {
    expect(at('?sound=off')).toMatchObject({ chime: false, voice: false })
    expect(at('?voice=off')).toMatchObject({ chime: true, voice: false })
  })

  test('nobody makes a silent screen speak', () => {
    expect(at('?sound=on&voice=on&volume=1', { ...TOLD, chime: false, voice: false })).toMatchObject({
      chime: false,
      voice: false,
    })
  })

  test.each([
    ['?volume=0.5', [0.5, 0.3]],
    ['?volume=0', [0, 0]],
    ['?volume=5', [1, 0.6]],
    ['?volume=-1', [0, 0]],
    ['?volume=', [1, 0.6]],
    ['?volume=loud', [1, 0.6]],
    ['?volume=NaN', [1, 0.6]],
    ['?volume=Infinity', [1, 0.6]],
  ])('%s makes each step of the day quieter, never louder', (query, volumes) => {
    expect(at(query).volume.map(({ volume }) => volume)).toEqual(volumes)
  })

  test('a theme that there is', () => {
    expect(at('?theme=contrast').theme).toBe('contrast')
    for (const none of ['pink', '', 'constructor', 'LIGHT']) expect(at(`?theme=${none}`).theme).toBe('light')
  })

  test.each(['/logo.svg', '/a/b.png?x', 'data:image/png;base64,AAAA'])('the mark %s', (mark) => {
    expect(at(`?mark=${encodeURIComponent(mark)}`).logo).toBe(mark)
  })

  test.each([
    '//evil.example/x.svg',
    'https://evil.example/x.svg',
    'javascript:alert(1)',
    'data:text/html,x',
    'logo.svg',
    '',
    '/\\other.test/logo.svg',
    '/\t/other.test/logo.svg',
  ])('not the mark %j', (mark) => {
    expect(at(`?mark=${encodeURIComponent(mark)}`)).not.toHaveProperty('logo')
  })

  test('never whom the page talks to, nor what lets it in', () => {
    expect(at('?socket=ws://evil/ws&token=evil&store=evil&zone=1&name=evil')).toEqual(TOLD)
  })
})
