/**
 * What was refused, and what was done with a privilege: one line each, for people and their tools (docs/security.md).
 * A token's id may stand in a line, a token or a secret never. A flood of refusals is one line, then a count a minute.
 */
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Role } from '../../protocol/message.ts'

export type AuditAction =
  | 'connect'
  | 'press'
  | 'signal'
  | 'subscribe'
  | 'token'
  | 'pairing'
  | 'approve'
  | 'refuse'
  | 'revoke'
  | 'tokens'
  | 'board'
  | 'settings'
  | 'metrics'

type Who = {
  readonly action: AuditAction
  readonly address: string
  readonly store?: string | undefined
  readonly role?: Role | undefined
  /** The id of the token that it was tried, or done, with. */
  readonly jti?: string | undefined
}
export type Refused = Who & { readonly code: string }
export type Privileged = Who & {
  /** The token it was done to. */
  readonly target?: string | undefined
  /** What the client it was done to is called. */
  readonly name?: string | undefined
  /** What was signalled. */
  readonly signal?: string
}

/** How long refusals of one kind are gathered, ms. */
const GATHERED = 60_000
/** Kinds at once; the rest of a flood from many addresses is one kind. */
const MOST_KINDS = 1_000

type Count = (action: AuditAction, outcome: 'refused' | 'privileged') => void
type Kind = { readonly fields: Omit<Refused, 'jti'>; more: number }

export class Audit {
  readonly #lines: LogLines
  readonly #clock: Clock
  readonly #count: Count
  readonly #kinds = new Map<string, Kind>()
  #cancel: (() => void) | undefined

  constructor(lines: LogLines, clock: Clock, count: Count = () => undefined) {
    this.#lines = lines
    this.#clock = clock
    this.#count = count
  }

  refused(event: Refused): void {
    this.#count(event.action, 'refused')
    const known = this.#kinds.get(keyOf(event))
    if (known) {
      known.more++
      return
    }
    if (this.#kinds.size >= MOST_KINDS) return this.#overflow(event)
    this.#gather(keyOf(event), event)
    this.#lines.warn({ audit: 'refused', ...event }, 'refused')
  }

  privileged(event: Privileged): void {
    this.#count(event.action, 'privileged')
    this.#lines.info({ audit: 'privileged', ...event }, 'privileged action')
  }

  /** Says what was gathered, and gathers no more. */
  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#say()
  }

  #overflow({ action, code }: Refused): void {
    const others = { action, code, address: 'others' }
    const known = this.#kinds.get(keyOf(others)) ?? this.#gather(keyOf(others), others)
    known.more++
  }

  #gather(key: string, { action, code, address, store, role }: Refused): Kind {
    const kind: Kind = { fields: { action, code, address, store, role }, more: 0 }
    this.#kinds.set(key, kind)
    this.#cancel ??= this.#clock.after(GATHERED, () => {
      this.#cancel = undefined
      this.#say()
    })
    return kind
  }

  #say(): void {
    const kinds = [...this.#kinds.values()]
    this.#kinds.clear()
    for (const { fields, more } of kinds) {
      if (more > 0) this.#lines.warn({ audit: 'refused', ...fields, count: more }, 'refused again')
    }
  }
}

function keyOf({ action, code, address }: Pick<Refused, 'action' | 'code' | 'address'>): string {
  return `${action} ${code} ${address}`
}
