/** Records for tests of the vault; each is another one. How to extend: give `more` what the test is about. */
import { systemClock } from '../../platform/system-clock.ts'
import { CODE_HOLDS, type Issued, type Offer } from '../../relay/access/vault.ts'

let made = 0
export function offer(more: Partial<Offer> = {}): Offer {
  const createdAt = systemClock.now()
  const code = (++made).toString().padStart(8, '0')
  return {
    code,
    proof: `proof of ${code}`,
    name: 'Window',
    address: '203.0.113.7',
    createdAt,
    expiresAt: createdAt + CODE_HOLDS,
    ...more,
  }
}

export function issued(more: Partial<Issued> = {}): Issued {
  const issuedAt = systemClock.now()
  return {
    id: `token-${++made}`,
    store: `store-${made}`,
    name: 'Left',
    role: 'screen',
    issuedAt,
    expiresAt: issuedAt + 3_600_000,
    ...more,
  }
}
