/** The socket as the client needs it: four things happen, two can be done. Browser, `ws` and the tests' fake adapt it. */
export interface ClientSocket {
  send(text: string): void
  close(code: number): void
}

export type SocketListener = {
  readonly opened: () => void
  readonly message: (text: string) => void
  /** Called once, also when the socket never opened (1006). */
  readonly closed: (code: number, reason: string) => void
}

/** Begins to open a socket. Must not call the listener before it returns. */
export type OpenSocket = (url: string, protocol: string, listener: SocketListener) => ClientSocket

/** What the WHATWG's `WebSocket` and the class of the `ws` package have in common. */
export interface WebSocketLike {
  send(text: string): void
  close(code?: number): void
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
  addEventListener(type: 'error', listener: () => void): void
}
export type WebSocketClass = new (url: string, protocol: string) => WebSocketLike

/** Sockets of the given class: `overWebSocket(WebSocket)` in a page, the class of the `ws` package in Node. */
export function overWebSocket(WebSocketClass: WebSocketClass): OpenSocket {
  return (url, protocol, listener) => {
    const socket = new WebSocketClass(url, protocol)
    socket.addEventListener('open', () => listener.opened())
    socket.addEventListener('message', ({ data }) => {
      // The subprotocol has text frames only; a binary one is of no known type and is ignored like any other.
      if (typeof data === 'string') listener.message(data)
    })
    socket.addEventListener('close', ({ code, reason }) => listener.closed(code, reason))
    // A `close` with 1006 always follows and says as much; `ws` throws an error that nobody listens to.
    socket.addEventListener('error', () => undefined)
    return {
      send: (text) => socket.send(text),
      // Only 1000 and 3000 to 4999 may be sent by a page (WHATWG WebSockets, "close").
      close: (code) => socket.close(code),
    }
  }
}
