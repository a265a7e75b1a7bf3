/** A vault that forgets with its process: for a relay that is given no place to keep one. */
import type { Clock } from '../../protocol/clock.ts'
import { MemoryPairings } from './memory-pairings.ts'
import type { Issued, Revocation, Vault } from './vault.ts'

export function memoryVault(clock: Clock): Vault {
  const pairings = new MemoryPairings(clock)
  const given = new Map<string, Issued>()
  const revoked = new Map<string, Revocation>()
  const counts = ({ expiresAt }: { expiresAt: number }) => expiresAt > clock.now()
  return {
    offer: async (offer) => pairings.offer(offer),
    look: async (code) => pairings.look(code),
    decide: async (code, decision) => pairings.decide(code, decision),
    async collect(code, proof) {
      const collected = pairings.collect(code, proof)
      if (collected.kind !== 'approved') return collected
      if (revoked.has(collected.issued.id)) return { kind: 'unknown' }
      given.set(collected.issued.id, collected.issued)
      return collected
    },
    issued: async (store) => [...given.values()].filter((one) => one.store === store && counts(one)),
    async revoke(revocation) {
      revoked.set(revocation.id, revocation)
      given.delete(revocation.id)
    },
    async revocations(known) {
      const revision = String(revoked.size)
      if (revision === known) return { kind: 'unchanged' }
      return { kind: 'changed', revision, revocations: [...revoked.values()].filter(counts) }
    },
  }
}
