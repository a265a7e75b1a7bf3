/**
 * The least that looks like a relay from a kiosk's side: each path is a page with `data-view` which wants to sound, and
 * every request is kept.
 *
 * How to extend: add a path to `redirects` to send the page elsewhere; set `status` to let the server answer badly.
 */
import { createServer, type Server } from 'node:http'

export type ScreenServer = {
  readonly origin: string
  readonly port: number
  /** Path and query of each request so far. */
  readonly requests: string[]
  readonly redirects: Map<string, string>
  status: number
  close(): Promise<void>
}

const PAGE = `<!doctype html><html lang="en" data-view="wait"><meta charset="utf-8"><title>Screen</title>
<body style="margin:0;height:100vh;display:grid;place-items:center;background:#0a4f86;color:#fff;font:20vmin sans-serif">
Please wait
<script>
  // Made by the page itself: what a test runs in a page counts as a person's gesture.
  const audio = new AudioContext()
  audio.onstatechange = () => { document.body.dataset.audio = audio.state }
</script>`

/** `port` 0: any free one. */
export async function startScreenServer(port = 0): Promise<ScreenServer> {
  const requests: string[] = []
  const redirects = new Map<string, string>()
  const screen = { requests, redirects, status: 200 }
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const location = redirects.get(path)
    if (location !== undefined) response.writeHead(302, { location }).end()
    else response.writeHead(screen.status, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
  })
  const listening = await listen(server, port)
  return Object.assign(screen, {
    port: listening,
    origin: `http://127.0.0.1:${listening}`,
    close: () => close(server),
  })
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(address.port)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
