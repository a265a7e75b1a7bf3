/** The embedded log: files in a folder, no server. What is acknowledged has been through fdatasync. */
import { mkdir } from 'node:fs/promises'
import { Failure, reason, systemCode } from '../../platform/failure.ts'
import { lockFolder } from '../../platform/folder-lock.ts'
import type { Clock } from '../../protocol/clock.ts'
import { openLife } from './embedded-life.ts'
import { EmbeddedLog } from './embedded-log.ts'
import type { StoreLog } from './port.ts'

export type EmbeddedLogOptions = {
  /** The log's own folder. Made if it is not there. */
  readonly dir: string
  readonly store: string
  /** Log time. */
  readonly clock: Clock
  /** One line for the operator, who can do something about it. */
  readonly onWarning?: (text: string) => void
}

/** What the system says when the folder, not the disk, is the trouble. */
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR'])

/**
 * Opens the log, and repairs what a crash left. Rejects with `data_not_writable`, with `data_in_use` while another
 * process has it open, or with `storage_failed`. Damaged data never stops it: see `embedded-life.ts`.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<StoreLog> {
  const { dir, store, clock, onWarning = () => undefined } = options
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const lock = await lockFolder(dir)
    try {
      return new EmbeddedLog({ store, clock, dir, life: await openLife(dir, onWarning), lock })
    } catch (error) {
      await lock.release()
      throw error
    }
  } catch (error) {
    throw openingFailure(dir, error)
  }
}

function openingFailure(dir: string, error: unknown): Failure {
  const system = systemCode(error instanceof Failure && error.code === 'storage_failed' ? error.cause : error)
  if (system !== undefined && NOT_WRITABLE.has(system)) {
    const mend = 'make it writable for this user, or set CASHIERQ_DATA_DIR to a folder that is'
    return new Failure('data_not_writable', `cannot write to ${dir} (${system}): ${mend}`, error)
  }
  return error instanceof Failure ? error : new Failure('storage_failed', `cannot use ${dir}: ${reason(error)}`, error)
}
