/**
 * The browser's own socket, clock and wake-up calls.
 */
import type { Clock } from '../../protocol/clock.ts'
import { KIOSK_SCHEME } from '../../protocol/kiosk-origin.ts'
import { type ClientSocket, type OpenSocket, overWebSocket, type SocketListener } from './socket.ts'

/**
 * A clock that never steps: an NTP correction or a person at the kiosk's clock moves `Date.now()`, and with it every
 * hold that is running. Its start may be wrong by years; the offset to log time takes care of that.
 */
export const pageClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(delay, task) {
    const timer = setTimeout(task, delay)
    return () => clearTimeout(timer)
  },
}

type Knocked = { readonly url: string; readonly protocol: string; readonly listener: SocketListener }

/** Time to wait for any answer to a knock, ms. */
const KNOCK = 2_000

/**
 * Sockets of the browser, with a knock at the door after a failure.
 *
 * Chromium delays the handshakes of a page whose WebSockets keep failing, up to 5 s each
 * (`WebSocketPerProcessThrottler`), which would make a screen late when its relay returns. A fetch is not delayed: so
 * after a failed try the page asks for `/healthz` first, and opens a socket only when something answers. A page of the
 * kiosk asks its own program, which asks the relay.
 */
export function browserSocket(): OpenSocket {
  const direct = overWebSocket(WebSocket)
  let failed = false
  return (url, protocol, listener) => {
    let opened = false
    const watched = {
      opened: () => {
        opened = true
        failed = false
        listener.opened()
      },
      message: listener.message,
      closed: (code: number, reason: string) => {
        failed = failed || !opened
        listener.closed(code, reason)
      },
    }
    const door = failed ? doorOf(url) : undefined
    return door === undefined
      ? direct(url, protocol, watched)
      : afterKnock(direct, door, { url, protocol, listener: watched })
  }
}

function afterKnock(direct: OpenSocket, door: URL, { url, protocol, listener }: Knocked): ClientSocket {
  const abort = new AbortController()
  let socket: ClientSocket | null = null
  const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(KNOCK)])
  fetch(door, { signal, cache: 'no-store' }).then(
    (answer) => {
      if (abort.signal.aborted) return
      // The kiosk's program answers for a relay that is away.
      if (answer.status === 502) listener.closed(1006, 'no answer')
      else socket = direct(url, protocol, listener)
    },
    () => listener.closed(1006, 'no answer'),
  )
  return {
    send: (text) => socket?.send(text),
    close(code) {
      abort.abort()
      socket?.close(code)
    },
  }
}

/** Where to knock; undefined: another origin's relay, whose answers are closed to this page. */
function doorOf(url: string): URL | undefined {
  const page = new URL(window.location.href)
  if (page.protocol === `${KIOSK_SCHEME}:`) return new URL('/healthz', page)
  const door = new URL('/healthz', url)
  door.protocol = door.protocol === 'wss:' ? 'https:' : 'http:'
  return door.origin === page.origin ? door : undefined
}

/** Tells when the network is back or the page is looked at again; the answer stops it. */
export function onReturn(listener: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === 'visible') listener()
  }
  window.addEventListener('online', listener)
  window.addEventListener('pageshow', listener)
  document.addEventListener('visibilitychange', seen)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('pageshow', listener)
    document.removeEventListener('visibilitychange', seen)
  }
}
