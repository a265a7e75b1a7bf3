/** Notices the commonest mistake behind a proxy: nobody told the relay of it, and all the world has one address. */
import type { IncomingMessage } from 'node:http'
import type { LogLines } from '../../platform/logger.ts'
import { type Trusted, trustedProxies } from './address.ts'

/** Where a proxy of one's own is: this machine, its containers, its network. Anybody else can send the header as well. */
const near = trustedProxies(['127.0.0.0/8', '::1', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])

export class ProxyWatch {
  readonly #trusted: Trusted
  readonly #lines: LogLines
  #said = false

  constructor(trusted: Trusted, lines: LogLines) {
    this.#trusted = trusted
    this.#lines = lines
  }

  /** Said once. */
  look({ headers, socket }: IncomingMessage): void {
    if (this.#said || headers['x-forwarded-for'] === undefined) return
    const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/u, '')
    if (!near(peer) || this.#trusted(peer)) return
    this.#said = true
    const hint =
      'X-Forwarded-For comes from here and is not believed: if this is your proxy, add it to CASHIERQ_TRUSTED_PROXIES'
    this.#lines.warn({ proxy: peer }, hint)
  }
}
