/** Whom a page may talk to and where it may go. The policy is parsed: its text may be written in any way. */
import { describe, expect, test } from 'vitest'
import {
  contentPolicy,
  mayFetch,
  mayGo,
  originOf,
  type PageKind,
  pageKind,
  proxyRules,
} from '../../../main/shell/policy.ts'

const KINDS: readonly (PageKind | undefined)[] = ['screen', 'buttons', 'setup', 'preview', undefined]
const RELAY = 'ws://127.0.0.1:8000'

/** As a browser reads it: the first of two directives of one name counts. */
function parsed(policy: string): Map<string, string[]> {
  const rules = new Map<string, string[]>()
  for (const [name = '', ...sources] of policy.split(';').map((rule) => rule.trim().split(/\s+/u))) {
    if (!rules.has(name.toLowerCase())) rules.set(name.toLowerCase(), sources)
  }
  return rules
}

const rulesOf = (kind: PageKind | undefined, relay: string | undefined = RELAY) => parsed(contentPolicy(kind, relay))

describe.each(KINDS)('the policy of %s', (kind) => {
  test('begins with nothing', () => {
    expect(rulesOf(kind).get('default-src')).toEqual(["'none'"])
  })

  test('runs no text as code, trusts no hash and no other origin', () => {
    const sources = [...rulesOf(kind).values()].flat()
    expect(sources.filter((source) => /unsafe|nonce|sha\d|\*|https?:|dynamic/u.test(source))).toEqual([])
    expect(rulesOf(kind).get('script-src')).toEqual(["'self'"])
    expect(rulesOf(kind).get('require-trusted-types-for')).toEqual(["'script'"])
  })

  test('takes no code or style out of an address', () => {
    for (const name of ['script-src', 'style-src', 'frame-src', 'connect-src', 'font-src']) {
      expect(
        rulesOf(kind)
          .get(name)
          ?.filter((source) => /^(data|blob|filesystem):/u.test(source)),
      ).toEqual([])
    }
  })

  test('shuts what default-src does not cover', () => {
    for (const name of ['base-uri', 'form-action', 'object-src']) expect(rulesOf(kind).get(name)).toEqual(["'none'"])
    expect(rulesOf(kind).has('frame-ancestors')).toBe(true)
  })

  test('lets a page run and be itself, and opens nothing else: no pop-up, no dialog, no download, no other page', () => {
    expect([...(rulesOf(kind).get('sandbox') ?? [])].sort()).toEqual(['allow-same-origin', 'allow-scripts'])
  })

  test('names each rule once', () => {
    const names = contentPolicy(kind, RELAY)
      .split('; ')
      .map((rule) => rule.split(' ')[0])
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the relay', () => {
  test.each(KINDS)('is open to screen and buttons alone: %s', (kind) => {
    const talks = kind === 'screen' || kind === 'buttons'
    expect(rulesOf(kind).get('connect-src')).toEqual(talks ? ["'self'", RELAY] : ["'self'"])
  })

  test('that is not known yet opens nothing', () => {
    expect(parsed(contentPolicy('screen', undefined)).get('connect-src')).toEqual(["'self'"])
  })

  test('at an IPv6 address is named by its scheme: a policy cannot write the address', () => {
    expect(rulesOf('screen', 'ws://[::1]:8000').get('connect-src')).toEqual(["'self'", 'ws:'])
    expect(rulesOf('screen', 'wss://[fe80::1]').get('connect-src')).toEqual(["'self'", 'wss:'])
  })

  test.each([
    'ws://*',
    'ws://*:*',
    'ws://a;script-src *',
    "ws://a 'unsafe-inline'",
    'ws://a,b',
    'http://a',
    'ws:',
    '*',
    "'unsafe-eval'",
    'ws://[::1];script-src *',
    'ws://a\n;x',
  ])('cannot widen the policy by its name: %s', (relay) => {
    expect(contentPolicy('screen', relay)).toBe(contentPolicy('screen', undefined))
  })
})

describe('frames', () => {
  test('are for the set-up page, which shows the preview, and for nobody else', () => {
    const framing = KINDS.filter((kind) => rulesOf(kind).get('frame-src')?.join() !== "'none'")
    const framed = KINDS.filter((kind) => rulesOf(kind).get('frame-ancestors')?.join() !== "'none'")
    expect([framing, framed]).toEqual([['setup'], ['preview']])
  })
})

describe('which page an address is', () => {
  test.each([
    ['app://kiosk/screen/?display=1#x', 'screen'],
    ['app://kiosk/buttons/index.html', 'buttons'],
    ['app://kiosk/setup/', 'setup'],
    ['app://kiosk/preview/', 'preview'],
    ['app://kiosk/screen', undefined],
    ['app://kiosk/screen//', undefined],
    ['app://kiosk/screen/x', undefined],
    ['app://kiosk/SETUP/', undefined],
    ['app://kiosk/media/../setup/', 'setup'],
    ['app://kiosk/setup%2f', undefined],
    ['app://kiosk.evil/setup/', undefined],
    ['app://evil@kiosk/setup/', undefined],
    ['https://evil.example/setup/', undefined],
    ['http://kiosk/setup/', undefined],
    ['data:text/html,/setup/', undefined],
    ['about:blank', undefined],
    ['', undefined],
  ])('%s: %s', (address, kind) => {
    expect(pageKind(address)).toBe(kind)
  })
})

describe('what leaves the machine', () => {
  const OPEN = ['app://kiosk', 'ws://127.0.0.1:8000', 'http://127.0.0.1:8000', 'ws://[::1]:8000']

  test.each([
    'app://kiosk/assets/a.js',
    'ws://127.0.0.1:8000/ws',
    'http://127.0.0.1:8000/healthz?x#y',
    'ws://[::1]:8000/ws',
    'WS://127.0.0.1:8000/ws',
  ])('%s may', (address) => {
    expect(mayFetch(address, OPEN)).toBe(true)
  })

  test.each([
    'app://kiosk.evil/a.js',
    'app://evil/kiosk/',
    'http://127.0.0.1:8000@evil.example/',
    'http://127.0.0.1:8000%40evil.example/',
    'http://user@127.0.0.1:8000/',
    'http://127.0.0.1:80001/',
    'http://127.0.0.1/',
    'http://127.0.0.1:8001/',
    'http://127.0.0.1.evil.example:8000/',
    'http://localhost:8000/',
    'https://127.0.0.1:8000/',
    'wss://127.0.0.1:8000/ws',
    'ws://[::2]:8000/ws',
    'ws://[::1]:8001/ws',
    'ftp://127.0.0.1:8000/',
    'file:///etc/passwd',
    'filesystem:app://kiosk/x',
    'javascript:alert(1)',
    'devtools://devtools/bundled/inspector.html',
    'chrome://gpu',
    '//127.0.0.1:8000/',
    '',
  ])('%s may not', (address) => {
    expect(mayFetch(address, OPEN)).toBe(false)
  })

  test('nothing may where nothing is open, whatever it looks like', () => {
    for (const address of ['', 'null', 'undefined', 'app://kiosk/']) expect(mayFetch(address, [''])).toBe(false)
  })
})

describe('the proxy that is not there', () => {
  const bypass = (relay: string | undefined) => proxyRules(relay).proxyBypassRules.split(';')

  test.each([
    ['ws://127.0.0.1:8000', '127.0.0.1:8000'],
    ['wss://shop.example', 'shop.example'],
    ['ws://[::1]:8000', '[::1]:8000'],
  ])('is in the way of all but %s', (relay, host) => {
    expect(proxyRules(relay).proxyRules).toBe('http://127.0.0.1:1')
    expect(bypass(relay)).toEqual(['<-loopback>', host])
  })

  test('is in the way of all while nobody knows the relay, of this machine too', () => {
    expect(bypass(undefined)).toEqual(['<-loopback>'])
  })
})

describe('where a page may go', () => {
  const SCREEN = 'app://kiosk/screen/?display=1'

  test('to itself: it may be loaded again', () => {
    expect(mayGo(SCREEN, SCREEN, true)).toBe(true)
    expect(mayGo(SCREEN, 'app://kiosk/screen/#x', true)).toBe(true)
  })

  test.each([
    'app://kiosk/setup/',
    'app://kiosk/buttons/',
    'app://kiosk/screen.json',
    'app://kiosk/assets/a.js',
    'app://kiosk/screen/../setup/',
    'app://kiosk/screen/%2e%2e/setup/',
    'app://kiosk.evil/screen/',
    'app://kiosk@evil/screen/',
    'http://127.0.0.1:8000/screen/',
    'https://evil.example/screen/',
    'file:///screen/',
    'data:text/html,x',
    'javascript:alert(1)',
    'mailto:a@b',
    'about:blank',
    'nonsense',
  ])('not to %s', (to) => {
    expect(mayGo(SCREEN, to, true)).toBe(false)
  })

  test('not from a page that is none of ours', () => {
    for (const from of ['', 'about:blank', 'data:text/html,x', 'https://evil.example/screen/']) {
      expect(mayGo(from, SCREEN, true)).toBe(false)
    }
  })

  test('a frame shows the preview and nothing else', () => {
    expect(mayGo('app://kiosk/setup/', 'app://kiosk/preview/?theme=light', false)).toBe(true)
    for (const to of [
      SCREEN,
      'app://kiosk/setup/',
      'app://kiosk/preview/../setup/',
      'https://evil/preview/',
      'about:blank',
    ]) {
      expect(mayGo('app://kiosk/setup/', to, false)).toBe(false)
    }
  })
})

test('an origin is scheme and host, in the log too: never a path, never a password', () => {
  expect(originOf('https://shop.example/?token=secret')).toBe('https://shop.example')
  expect(originOf('https://ann:secret@shop.example/')).toBeUndefined()
  expect(originOf('nonsense')).toBeUndefined()
})
