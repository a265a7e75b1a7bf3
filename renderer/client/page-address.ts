/** What a page's own address says: where the relay is, which store, and the token that came behind the `#`. */
export type PageAddress = { readonly socketUrl: string; readonly store: string; readonly token?: string }

/** The part behind `#` is never sent to a server, so the token is in no access log. */
export function pageAddress(href: string): PageAddress {
  const page = new URL(href)
  const socket = new URL('/ws', page)
  socket.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:'
  const token = new URLSearchParams(page.hash.slice(1)).get('token')
  const store = page.searchParams.get('store') ?? 'main'
  return { socketUrl: socket.href, store, ...(token ? { token } : {}) }
}
