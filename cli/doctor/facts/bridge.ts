/** What the running bridge says about itself, and which boxes belong to this store's tills. */
import { join } from 'node:path'
import { loadPaired } from '../../../firmware-bridge/assignments.ts'
import type { BridgeReport } from '../../../firmware-bridge/bridge-report.ts'
import { readBridgeReport } from '../../../firmware-bridge/status-door.ts'
import { isFailure, reason, systemCode } from '../../../platform/failure.ts'
import type { BoxTills } from '../../../protocol/settings.ts'

export type BridgeFacts =
  | { readonly kind: 'reports'; readonly report: BridgeReport }
  /** Nobody listens there. */
  | { readonly kind: 'absent' }
  /** Its door lets only its own user in, and root. */
  | { readonly kind: 'denied' }
  /** Somebody listens, and gives no answer that can be read. */
  | { readonly kind: 'silent'; readonly reason: string }

export async function readBridge(dataDir: string, store: string): Promise<BridgeFacts> {
  try {
    return { kind: 'reports', report: await readBridgeReport(join(dataDir, 'journal', store)) }
  } catch (error) {
    if (isFailure(error, 'no_bridge')) return { kind: 'absent' }
    if (!isFailure(error, 'bridge_silent')) throw error
    if (['EACCES', 'EPERM'].includes(systemCode(error.cause) ?? '')) return { kind: 'denied' }
    return { kind: 'silent', reason: error.message }
  }
}

/** Box to till, by the settings and by pairing. */
export type Assigned =
  | { readonly kind: 'known'; readonly tills: BoxTills }
  | { readonly kind: 'broken'; readonly reason: string }

export async function readAssigned(dataDir: string, settings: BoxTills): Promise<Assigned> {
  try {
    return { kind: 'known', tills: { ...(await loadPaired(dataDir)), ...settings } }
  } catch (error) {
    return { kind: 'broken', reason: reason(error) }
  }
}
