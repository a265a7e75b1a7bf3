/** What a page of the kiosk may load and whom it may talk to, as a Content-Security-Policy. Pure. */

export type PageKind = 'screen' | 'buttons' | 'setup' | 'preview'

const KINDS: readonly PageKind[] = ['screen', 'buttons', 'setup', 'preview']

/** Which page lies at this address of the kiosk's own scheme; undefined: none that may talk to the program. */
export function pageKind(address: string): PageKind | undefined {
  if (!URL.canParse(address)) return undefined
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
    `connect-src 'self'${talks && relay !== undefined ? ` ${relay}` : ''}`,
    `frame-src ${kind === 'setup' ? "'self'" : "'none'"}`,
    `frame-ancestors ${kind === 'preview' ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ]
  return rules.join('; ')
}

/** Whether the program fetches this for a page: its own scheme, and the relay's socket. Everything else never leaves. */
export function mayFetch(address: string, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return origins.includes(`${protocol}//${host}`)
}
