/** All that stands at the relay's door, put together: who may come in, how often, who says so, and what is noted. */
import type { IncomingMessage } from 'node:http'
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Metrics } from '../metrics.ts'
import type { Access } from './access.ts'
import { clientAddress, trustedProxies } from './address.ts'
import { Audit } from './audit.ts'
import { DEFAULT_LIMITS, type LimitRates, Limits } from './limits.ts'
import { memoryVault } from './memory-vault.ts'
import { hostRule, originRule } from './origin.ts'
import { Pairing } from './pairing.ts'
import { ProxyWatch } from './proxy-watch.ts'
import { Revocations } from './revocations.ts'
import { tokenCheck } from './token.ts'
import { type DoorSettings, doorWarnings } from './unsafe.ts'
import type { Vault } from './vault.ts'

export type GuardOptions = DoorSettings & {
  readonly clock: Clock
  readonly lines: LogLines
  readonly trustedProxies?: readonly string[]
  /** Where pairings and revocations are kept; without it they end with the relay. */
  readonly vault?: Vault
  readonly limits?: Partial<LimitRates>
}

/** What must be there before anybody may knock. */
export type Door = { readonly vault: Vault; readonly revocations: Revocations }

export type Guard = {
  readonly access: Access
  readonly limits: Limits
  readonly audit: Audit
  readonly revocations: Revocations
  /** Not where there are no tokens. */
  readonly pairing: Pairing | undefined
  readonly publicUrl: string | undefined
  /** Whether the relay answers to this `Host`. */
  readonly knowsHost: (header: string | undefined) => boolean
  /** What tokens and codes end by. A clock that never steps goes on from a wrong time when the machine's is set right. */
  readonly timeOfDay: Clock
  /** Where a request comes from, behind the proxies that are trusted. */
  addressOf(request: IncomingMessage): string
}

/** Asks the vault once, and goes on asking. Never rejects: one that is away is asked again. */
export async function openDoor(options: GuardOptions): Promise<Door> {
  const { clock, lines } = options
  for (const warning of doorWarnings(options)) lines.warn({}, warning)
  const vault = options.vault ?? memoryVault(clock)
  return { vault, revocations: await Revocations.start({ vault, clock, lines }) }
}

/** In one step with the listening on `port`, so that nobody comes to an unguarded door. */
export function standGuard(options: GuardOptions, door: Door, port: number, metrics: Metrics): Guard {
  const { clock, lines, host, origins, secret, previousSecret, publicUrl } = options
  const { vault, revocations } = door
  const limits = new Limits(clock, { ...DEFAULT_LIMITS, ...options.limits })
  const tokens = tokenCheck(secret === undefined ? undefined : { secret, previousSecret }, clock)
  const allowed = publicUrl === undefined ? origins : [...origins, publicUrl]
  const origin = originRule(host, port, allowed)
  const trusted = trustedProxies(options.trustedProxies ?? [])
  const proxies = new ProxyWatch(trusted, lines)
  return {
    access: { origin, tokens, limits, revocations },
    limits,
    audit: new Audit(lines, clock, (action, outcome) => metrics.audit.inc({ action, outcome })),
    revocations,
    pairing: tokens.kind === 'secret' ? new Pairing({ vault, tokens, clock }) : undefined,
    publicUrl,
    // Where there are tokens, a page that has none learns nothing by another name.
    knowsHost: tokens.kind === 'secret' ? () => true : hostRule(host, allowed),
    timeOfDay: clock,
    addressOf(request) {
      proxies.look(request)
      return clientAddress(request, trusted)
    },
  }
}

export function closeGuard({ audit, revocations }: Guard): void {
  revocations.close()
  audit.close()
}
