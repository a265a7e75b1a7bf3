/** `cashierq revoke ID`: a token holds no more. Its client goes within seconds, on every relay of this Redis or folder. */
import { Failure } from '../platform/failure.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { Vault } from '../relay/access/vault.ts'
import { openRedisLogs } from '../relay/log/redis.ts'
import { FINISHED, type RunContext, type Running } from './run.ts'
import { MOST_DAYS } from './token.ts'
import { folderVault, vaultBeside } from './vault.ts'

export async function runRevoke({ settings, flags, lines }: RunContext): Promise<Running> {
  const id = tokenId(flags['id'])
  await withVault(settings, async (vault) => {
    const issued = (await vault.issued(settings.store)).find((one) => one.id === id)
    // Of a token that was made by `cashierq token` only its bearer knows the end: no token holds longer than this.
    const expiresAt = issued?.expiresAt ?? systemClock.now() + MOST_DAYS * 86_400_000
    await vault.revoke({ id, expiresAt }, settings.store)
    lines.info({ audit: 'privileged', action: 'revoke', store: settings.store, target: id }, 'privileged action')
  })
  process.stdout.write(`revoked ${id}\n`)
  return FINISHED
}

async function withVault(settings: Settings, task: (vault: Vault) => Promise<void>): Promise<void> {
  const { redisUrl: url, redisCa } = settings
  if (url === undefined) return task(await folderVault(settings))
  const logs = openRedisLogs({ url, clock: systemClock, ...(redisCa === undefined ? {} : { ca: redisCa }) })
  try {
    await task(await vaultBeside(logs, settings))
  } finally {
    await logs.close()
  }
}

/** What is refused is not repeated: it may be a token. */
function tokenId(given: string | boolean | undefined): string {
  if (typeof given === 'string' && /^[\w-]{1,64}$/u.test(given)) return given
  throw new Failure(
    'bad_usage',
    'the id of a token is needed: "cashierq token" says it, and the list of screens at /pair',
  )
}
