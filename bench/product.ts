/** What is measured: the product as it is started, on the log of each kind. */
import { Product } from '../test/helpers/product.ts'
import { RedisServer } from '../test/helpers/redis-server.ts'

export type LogKind = 'embedded' | 'redis'
export const LOG_KINDS: readonly LogKind[] = ['embedded', 'redis']

export type Measured = { readonly address: string; stop(): Promise<void> }

/** `cashierq up --no-kiosk` with a data folder of its own. Redis as most run it: an append-only file, synced each second. */
export async function startProduct(kind: LogKind): Promise<Measured> {
  const redis =
    kind === 'redis' ? await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'everysec') : undefined
  const product = await Product.start({ env: redis ? { REDIS_URL: redis.url } : {} })
  return {
    address: product.address,
    async stop() {
      await product.stop()
      await redis?.stop()
    },
  }
}
