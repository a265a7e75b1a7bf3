/** What a request to the kiosk's own scheme asks for. Pure. */
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'

export type Asked =
  /** A built file, by its public path. */
  | { readonly kind: 'file'; readonly path: string }
  /** What the page of one window is told. */
  | { readonly kind: 'setup'; readonly display: string }
  | { readonly kind: 'media'; readonly id: string }
  | { readonly kind: 'logo' }
  /** Answered by the relay. */
  | { readonly kind: 'relay'; readonly path: '/healthz' | '/cashier_action' }
  | { readonly kind: 'nothing' }

const MEDIA = /^\/media\/([a-z0-9-]{1,80})$/u
const NOTHING: Asked = { kind: 'nothing' }

/**
 * `file` is only a key into the list of built files: a path from a page never reaches the disk, so there is nothing to
 * traverse.
 */
export function whatIsAsked(method: string, address: string): Asked {
  if (!URL.canParse(address)) return NOTHING
  const url = new URL(address)
  if (`${url.protocol}//${url.host}` !== KIOSK_ORIGIN) return NOTHING
  const { pathname: path } = url
  if (method === 'POST') return path === '/cashier_action' ? { kind: 'relay', path } : NOTHING
  if (method !== 'GET') return NOTHING
  if (path === '/healthz') return { kind: 'relay', path }
  if (path === '/screen.json') return { kind: 'setup', display: url.searchParams.get('display') ?? '' }
  if (path === '/logo') return { kind: 'logo' }
  const id = MEDIA.exec(path)?.[1]
  if (id !== undefined) return { kind: 'media', id }
  return { kind: 'file', path: path.endsWith('/') ? `${path}index.html` : path }
}
