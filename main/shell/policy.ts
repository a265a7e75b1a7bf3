/** What a page of the kiosk may load, whom it may talk to and where it may go. Pure. */
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'

export type PageKind = 'screen' | 'buttons' | 'setup' | 'preview'

const KINDS: readonly PageKind[] = ['screen', 'buttons', 'setup', 'preview']

/** Which page lies at this address of the kiosk's own scheme; undefined: none that may talk to the program. */
export function pageKind(address: string): PageKind | undefined {
  if (originOf(address) !== KIOSK_ORIGIN) return undefined
  const { pathname } = new URL(address)
  return KINDS.find((kind) => pathname === `/${kind}/` || pathname === `/${kind}/index.html`)
}

/** `relay`: origin of the relay as a page's socket names it (`ws://127.0.0.1:8000`). */
export function contentPolicy(kind: PageKind | undefined, relay: string | undefined): string {
  const talks = kind === 'screen' || kind === 'buttons'
  const rules = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    ["connect-src 'self'", ...(talks && relay !== undefined ? socketSource(relay) : [])].join(' '),
    `frame-src ${kind === 'setup' ? "'self'" : "'none'"}`,
    `frame-ancestors ${kind === 'preview' ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    // A second lock: no print window over the screen, no pop-up, no download, no way to another page.
    'sandbox allow-scripts allow-same-origin',
  ]
  return rules.join('; ')
}

const NAMED = /^wss?:\/\/[a-z0-9._-]+(:\d+)?$/u
const NUMBERED = /^(wss?:)\/\/\[[0-9a-f:.]+\](:\d+)?$/u

/**
 * A policy has no way to write an IPv6 address (CSP 3, 2.3.1): its scheme stands for it, and `mayFetch` sees to the
 * rest. A host may hold a `;` or a `*`; what would be more than a name in a policy is left out of it.
 */
function socketSource(relay: string): string[] {
  if (NAMED.test(relay)) return [relay]
  const scheme = NUMBERED.exec(relay)?.[1]
  return scheme === undefined ? [] : [scheme]
}

/** Whether the program fetches this for a page: its own scheme, and the relay's socket. Everything else never leaves. */
export function mayFetch(address: string, origins: readonly string[]): boolean {
  const origin = originOf(address)
  return origin !== undefined && origins.includes(origin)
}

/**
 * The session's proxy rules: a peer connection by TCP is seen by no policy and no filter, so all but the relay goes to a
 * proxy that is not there. `relay`: its socket's origin.
 */
export function proxyRules(relay: string | undefined): {
  readonly proxyRules: string
  readonly proxyBypassRules: string
} {
  const plain = relay !== undefined && (NAMED.test(relay) || NUMBERED.test(relay))
  const host = plain ? [new URL(relay).host] : []
  return { proxyRules: 'http://127.0.0.1:1', proxyBypassRules: ['<-loopback>', ...host].join(';') }
}

/** A page may be loaded again, and frame the preview; it never becomes another page. The program itself may load any. */
export function mayGo(from: string, to: string, isMainFrame: boolean): boolean {
  if (originOf(to) !== KIOSK_ORIGIN) return false
  if (!isMainFrame) return pageKind(to) === 'preview'
  const kind = pageKind(from)
  return kind !== undefined && kind === pageKind(to)
}

/** Scheme and host; undefined for what is no address, or names a user as well: no address of ours does. */
export function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, host, username, password } = new URL(address)
  return username === '' && password === '' ? `${protocol}//${host}` : undefined
}
