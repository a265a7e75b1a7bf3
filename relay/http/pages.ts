/** The pages: built files served from one folder, read once at the start, so no path from outside reaches the disk. */
import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { Failure } from '../../platform/failure.ts'

export type Pages = (request: IncomingMessage, response: ServerResponse, notFound: () => void) => void

/** Public names of the pages; the built files keep their rooms' names. */
const PAGES: { readonly [path: string]: string } = {
  '/': '/screen/index.html',
  '/cashier_buttons': '/buttons/index.html',
}

/** Where staff let screens in: of whatever store their token is, so its address names none. */
const PAIR = { path: '/pair', file: '/pair/index.html' } as const

/** `store` is the one of a page that names none in its address. */
export function servePages(folder: string, store: string): Pages {
  for (const file of Object.values(PAGES)) {
    if (!existsSync(join(folder, file))) {
      throw new Failure('pages_missing', `the pages are not built: run "npm run build" (${file} is missing)`)
    }
  }
  const hasPair = existsSync(join(folder, PAIR.file))
  const files = sirv(folder, { etag: true, dotfiles: false, setHeaders: cachePolicy })
  return (request, response, notFound) => {
    const url = addressOf(request)
    if (!url) return notFound()
    const pair = hasPair && url.pathname === PAIR.path ? PAIR.file : undefined
    const page = pair ?? PAGES[url.pathname]
    if (page && !pair && store !== PAGES_STORE && !url.searchParams.has('store')) return redirect(response, url, store)
    if (page) request.url = page + url.search
    else if (!url.pathname.startsWith('/assets/')) return notFound()
    files(request, response, notFound)
  }
}

/** `undefined`: the target is no address, such as `//`. */
function addressOf({ url = '/' }: IncomingMessage): URL | undefined {
  return URL.canParse(url, 'http://relay') ? new URL(url, 'http://relay') : undefined
}

/** What a page takes for its store when its address names none; the fragment with the token survives a redirect. */
const PAGES_STORE = 'main'

function redirect(response: ServerResponse, url: URL, store: string): void {
  url.searchParams.set('store', store)
  response.writeHead(302, { Location: url.pathname + url.search, 'Cache-Control': 'no-store' })
  response.end()
}

/** Assets carry a hash of their content in their name; a page must be asked for each time, or an update never shows. */
function cachePolicy(response: ServerResponse, path: string): void {
  response.setHeader('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
}
