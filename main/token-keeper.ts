/**
 * Tokens that screens were given by pairing. That of the program's own store goes into the settings file and holds over
 * restarts. A display with a store of its own has no place there: its token lasts as long as the program runs.
 */
import type { LogLines } from '../platform/logger.ts'
import type { Saved } from '../protocol/setup.ts'
import type { Paired } from './setup/save-token.ts'

/** The windows, as far as this needs them. Stores are those that the settings wish for a window, not what it was given. */
export type PairedWindows = {
  /** Undefined: there is no such page, or its window has no store of its own. */
  storeOf(page: number): string | undefined
  /** Loads the other pages anew whose windows were to show a store that is the same to `isSame`. */
  reloadOthers(page: number, isSame: (store: string | undefined) => boolean, why: string): void
}

export type TokenKeeperParts = {
  /** The program's own store, by the settings. */
  readonly store: string
  readonly windows: PairedWindows
  readonly save: (paired: Paired) => Promise<Saved>
  readonly lines: LogLines
}

export class TokenKeeper {
  readonly #parts: TokenKeeperParts
  readonly #paired = new Map<string, Paired>()

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts
  }

  /** What a window that was to show `store` has been given instead; undefined: nothing yet. */
  of(store: string | undefined): Paired | undefined {
    return this.#paired.get(store ?? this.#parts.store)
  }

  /** The other screens of the same line need no code of their own: they come in with this token. */
  async keep(page: number, paired: Paired): Promise<void> {
    const { store, windows, save, lines } = this.#parts
    const wish = windows.storeOf(page) ?? store
    this.#paired.set(wish, paired)
    lines.info({ store: paired.store }, 'a screen was paired')
    windows.reloadOthers(page, (other) => (other ?? store) === wish, 'a screen of the same line was paired')
    if (wish !== store) {
      return lines.warn({ store: wish }, 'this display has a store of its own: its token ends with the program')
    }
    const saved = await save(paired)
    if (saved.kind === 'refused') lines.error({ ...saved }, 'the token could not be saved: this screen will ask again')
  }
}
