/** Where pairings and revocations are kept: in Redis with the logs, else in the data folder. */
import { join } from 'node:path'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'
import { FolderVault } from '../relay/access/folder-vault.ts'
import { RedisVault } from '../relay/access/redis-vault.ts'
import type { Vault } from '../relay/access/vault.ts'
import type { StoreLogs } from '../relay/log/port.ts'
import type { RedisLogs } from '../relay/log/redis.ts'

/** It closes with the logs. */
export async function vaultBeside(logs: StoreLogs, settings: Settings): Promise<Vault> {
  return isRedis(logs) ? new RedisVault(logs.connection(), systemClock) : folderVault(settings)
}

export function folderVault({ dataDir }: Settings): Promise<Vault> {
  return FolderVault.open(join(dataDir, 'access'), systemClock)
}

function isRedis(logs: StoreLogs): logs is RedisLogs {
  return 'connection' in logs
}
