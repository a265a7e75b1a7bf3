/** The log of one store where many are asked for: the embedded log, and what a test has made. */
import type { StoreLog, StoreLogs } from './port.ts'

export function singleLog(log: StoreLog): StoreLogs {
  return {
    open: (store) => (store === log.store ? log : undefined),
    close: () => log.close(),
  }
}
