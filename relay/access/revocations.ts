/**
 * Which tokens are revoked. Every relay asks the vault each two seconds; while it is away what is known stays known. A
 * vault that came back with less (Redis restarted empty, a failover) is told again.
 */
import { reason } from '../../platform/failure.ts'
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Revocation, Vault } from './vault.ts'

/** ms. A screen is to be gone within five seconds. */
const EVERY = 2_000
/** How far the vault's clock may be from ours, ms: one that forgot what is over by its own time is not told again. */
const SKEW = 300_000

type Parts = {
  readonly vault: Pick<Vault, 'revocations' | 'revoke'>
  readonly clock: Clock
  readonly lines: LogLines
}
type Listener = (id: string) => void

export class Revocations {
  readonly #parts: Parts
  readonly #listeners = new Set<Listener>()
  /** Token id -> when it would have ended. */
  readonly #revoked = new Map<string, number>()
  #revision: string | undefined
  #away = false
  #closed = false
  #cancel: () => void = () => {}

  private constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Resolves when the vault has been asked once, whether it answered or not. */
  static async start(parts: Parts): Promise<Revocations> {
    const revocations = new Revocations(parts)
    await revocations.#turn()
    return revocations
  }

  isRevoked(id: string): boolean {
    return this.#revoked.has(id)
  }

  /** Calls `listener` with each token that is revoked from now on; the answer ends that. */
  onRevoked(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Resolves when the vault has it; from then on every relay learns of it. Rejects with a `Failure` if it is away. */
  async revoke(revocation: Revocation, store: string): Promise<void> {
    await this.#parts.vault.revoke(revocation, store)
    this.#learn(revocation)
  }

  close(): void {
    this.#closed = true
    this.#cancel()
    this.#listeners.clear()
  }

  async #turn(): Promise<void> {
    try {
      await this.#ask()
      if (this.#away) this.#parts.lines.info({}, 'revocations are read again')
      this.#away = false
    } catch (error) {
      if (this.#closed) return
      if (!this.#away)
        this.#parts.lines.warn({ reason: reason(error) }, 'revocations cannot be read; what is known holds')
      this.#away = true
    }
    if (!this.#closed) this.#cancel = this.#parts.clock.after(EVERY, () => void this.#turn())
  }

  async #ask(): Promise<void> {
    const list = await this.#parts.vault.revocations(this.#revision)
    if (list.kind === 'unchanged') return
    const there = new Set(list.revocations.map(({ id }) => id))
    for (const revocation of list.revocations) this.#learn(revocation)
    await this.#tellAgain(there)
    this.#revision = list.revision
  }

  /** What the vault has not, though it still counts; what counts no more is forgotten. */
  async #tellAgain(there: ReadonlySet<string>): Promise<void> {
    const now = this.#parts.clock.now()
    for (const [id, expiresAt] of this.#revoked) {
      if (expiresAt <= now) this.#revoked.delete(id)
      else if (!there.has(id) && expiresAt > now + SKEW) await this.#parts.vault.revoke({ id, expiresAt }, NO_STORE)
    }
  }

  #learn({ id, expiresAt }: Revocation): void {
    if (this.#closed || this.#revoked.has(id)) return
    this.#revoked.set(id, expiresAt)
    for (const listener of this.#listeners) listener(id)
  }
}

/** A store's list of tokens went the same way as the revocation: there is nothing to take off it. */
const NO_STORE = '-'
