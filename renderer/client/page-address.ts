/** Where the page's relay is, which store, and the token: as the page is told, else as its own address says. */
import type { ScreenSetup } from '../../protocol/screen-setup.ts'

export type PageAddress = { readonly socketUrl: string; readonly store: string; readonly token?: string }
type Told = Pick<ScreenSetup, 'socket' | 'store' | 'token'>

/** The part behind `#` is never sent to a server, so the token is in no access log. */
export function pageAddress(href: string, told: Told = {}): PageAddress {
  const page = new URL(href)
  const token = told.token ?? new URLSearchParams(page.hash.slice(1)).get('token')
  const store = told.store ?? page.searchParams.get('store') ?? 'main'
  return { socketUrl: told.socket ?? ownSocket(page), store, ...(token ? { token } : {}) }
}

function ownSocket(page: URL): string {
  const socket = new URL('/ws', page)
  socket.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:'
  return socket.href
}
