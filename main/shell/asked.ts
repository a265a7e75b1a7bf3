/** What a request to the kiosk's own scheme asks for. Pure. */
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'
import { originOf } from './policy.ts'

export type RelayPath = '/healthz' | '/cashier_action' | '/api/v1/pairings' | '/api/v1/pairings/current'

export type Asked =
  /** A built file, by its public path. */
  | { readonly kind: 'file'; readonly path: string }
  /** What the page of one window is told. */
  | { readonly kind: 'setup'; readonly display: string }
  | { readonly kind: 'media'; readonly id: string }
  | { readonly kind: 'logo' }
  /** Answered by the relay. */
  | { readonly kind: 'relay'; readonly path: RelayPath }
  | { readonly kind: 'nothing' }

/** An id is base64url. */
const MEDIA = /^\/media\/([\w-]{1,80})$/u
const NOTHING: Asked = { kind: 'nothing' }

/**
 * `file` is only a key into the list of built files: a path from a page never reaches the disk, so there is nothing to
 * traverse.
 */
export function whatIsAsked(method: string, address: string): Asked {
  if (originOf(address) !== KIOSK_ORIGIN) return NOTHING
  const url = new URL(address)
  const { pathname: path } = url
  if (method === 'POST') {
    return path === '/cashier_action' || path === '/api/v1/pairings' ? { kind: 'relay', path } : NOTHING
  }
  if (method !== 'GET') return NOTHING
  if (path === '/healthz' || path === '/api/v1/pairings/current') return { kind: 'relay', path }
  if (path === '/screen.json') return { kind: 'setup', display: url.searchParams.get('display') ?? '' }
  if (path === '/logo') return { kind: 'logo' }
  const id = MEDIA.exec(path)?.[1]
  if (id !== undefined) return { kind: 'media', id }
  return { kind: 'file', path: path.endsWith('/') ? `${path}index.html` : path }
}
