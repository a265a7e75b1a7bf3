/**
 * The token that a browser's screen was given by pairing, kept over reloads and restarts. Each relay, and each store that
 * the page's address may name, has its own. (The kiosk keeps its token in its settings file instead.)
 */
import * as v from 'valibot'
import { StoreName } from '../../protocol/settings.ts'

const KEY = 'cashierq:token'
/** So much of a token tells it from others: the end of its signature. */
const TAIL = 16

const KeptText = v.object({
  token: v.string(),
  /** The one it is for: staff decide, whatever the address said. */
  store: StoreName,
  /** End of the token in the page's address that the relay no longer took. */
  instead: v.exactOptional(v.string()),
})

export type PairedToken = { readonly token: string; readonly store: string }

export class TokenStore {
  readonly #storage: Storage
  readonly #key: string

  /** `store` is the one that the page's address names. */
  constructor(storage: Storage, socketUrl: string, store: string) {
    this.#storage = storage
    this.#key = `${KEY}:${new URL(socketUrl).host}:${store}`
  }

  /** `given` is the token in the page's address: it counts first, unless it is the one that pairing has replaced. */
  recall(given: string | undefined): PairedToken | undefined {
    const text = this.#storage.getItem(this.#key)
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), KeptText), text)
    if (!read.success) return undefined
    const { instead, ...paired } = read.output
    return given === undefined || given.slice(-TAIL) === instead ? paired : undefined
  }

  keep({ token, store }: PairedToken, given: string | undefined): void {
    const instead = given === undefined ? {} : { instead: given.slice(-TAIL) }
    this.#storage.setItem(this.#key, JSON.stringify({ token, store, ...instead }))
  }
}
