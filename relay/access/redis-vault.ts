/** The vault in Redis: one for all relays on it, wherever a screen or its staff happen to arrive. */
import { randomUUID } from 'node:crypto'
import { Failure } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { RedisConnection } from '../log/redis-connection.ts'
import {
  COLLECT,
  DECIDE,
  ISSUED,
  VAULT_KEYS as KEYS,
  LOOK,
  OFFER,
  REVOCATIONS,
  REVOKE,
  TELL_AGAIN,
} from './redis-vault-scripts.ts'
import {
  CODE_HOLDS,
  type Collected,
  type Decision,
  type Issued,
  MOST_OFFERS,
  type Offer,
  type Revocation,
  type RevocationList,
  TOLD_AGAIN,
  type Vault,
} from './vault.ts'
import { DecisionRecord, IssuedRecord, OfferRecord, parseRecord } from './vault-records.ts'

const OFFERED = ['offered', 'taken', 'full'] as const
const DECIDED = ['decided', 'late', 'unknown'] as const

export class RedisVault implements Vault {
  readonly #redis: Pick<RedisConnection, 'script'>
  readonly #clock: Clock

  /** The connection stays its owner's. */
  constructor(redis: Pick<RedisConnection, 'script'>, clock: Clock) {
    this.#redis = redis
    this.#clock = clock
  }

  async offer(offer: Offer): Promise<'offered' | 'taken' | 'full'> {
    const args = [offer.code, JSON.stringify(offer), offer.proof, CODE_HOLDS, MOST_OFFERS]
    const answer = await this.#redis.script(OFFER, [KEYS.pairing(offer.code), KEYS.pairings], args)
    return oneOf(OFFERED, answer)
  }

  async look(code: string): Promise<Offer | undefined> {
    const { state, offer } = await this.#pairing(code)
    return state === 'pending' ? offer : undefined
  }

  async decide(code: string, decision: Decision): Promise<'decided' | 'late' | 'unknown'> {
    const args = [decision.kind, JSON.stringify(decision)]
    return oneOf(DECIDED, await this.#redis.script(DECIDE, [KEYS.pairing(code)], args))
  }

  async collect(code: string, proof: string): Promise<Collected> {
    const { proof: kept, offer, decision } = await this.#pairing(code)
    if (offer === undefined || kept !== proof) return this.#toldBefore(proof)
    if (decision === undefined) return { kind: 'pending', expiresAt: offer.expiresAt }
    if (decision.kind === 'refused') return decision
    const { issued } = decision
    const keys = [KEYS.pairing(code), KEYS.issued(issued.store), KEYS.pairings, KEYS.told(proof)]
    const args = [proof, issued.id, JSON.stringify(issued), issued.expiresAt, code, TOLD_AGAIN]
    // Two polls at once: one of them collects it, the other is told again.
    return (await this.#redis.script(COLLECT, keys, args)) === 1 ? decision : this.#toldBefore(proof)
  }

  async #toldBefore(proof: string): Promise<Collected> {
    const told = parseRecord(DecisionRecord, await this.#redis.script(TELL_AGAIN, [KEYS.told(proof), KEYS.revoked], []))
    return told?.kind === 'approved' ? told : { kind: 'unknown' }
  }

  async issued(store: string): Promise<Issued[]> {
    const records = listOf(await this.#redis.script(ISSUED, [KEYS.issued(store)], []))
    const now = this.#clock.now()
    return records.flatMap((text) => parseRecord(IssuedRecord, text) ?? []).filter(({ expiresAt }) => expiresAt > now)
  }

  async revoke({ id, expiresAt }: Revocation, store: string): Promise<void> {
    await this.#redis.script(REVOKE, [KEYS.revoked, KEYS.revision, KEYS.issued(store)], [id, expiresAt, randomUUID()])
  }

  async revocations(known = ''): Promise<RevocationList> {
    const answer = listOf(await this.#redis.script(REVOCATIONS, [KEYS.revoked, KEYS.revision], [known]))
    const [revision, pairs] = answer
    if (pairs === undefined) return { kind: 'unchanged' }
    return { kind: 'changed', revision: String(revision), revocations: revocationsOf(listOf(pairs)) }
  }

  async #pairing(code: string) {
    const [proof, state, offer, decision] = listOf(await this.#redis.script(LOOK, [KEYS.pairing(code)], []))
    return {
      proof,
      state,
      offer: parseRecord(OfferRecord, offer),
      decision: parseRecord(DecisionRecord, decision),
    }
  }
}

/** Redis answers a sorted set as id, score, id, score. */
function revocationsOf(pairs: readonly unknown[]): Revocation[] {
  return pairs.flatMap((id, i) => (i % 2 === 0 ? [{ id: String(id), expiresAt: Number(pairs[i + 1]) }] : []))
}

function listOf(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer
  throw new Failure('log_protocol', 'Redis answered something else than a list')
}

function oneOf<T extends string>(words: readonly T[], answer: unknown): T {
  const word = words.find((one) => one === answer)
  if (word === undefined) throw new Failure('log_protocol', 'Redis answered something that the vault does not know')
  return word
}
