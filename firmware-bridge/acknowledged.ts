/**
 * How far the log has taken the journal: `{producer, seq}` in a small file, written now and then.
 * Only a saving: where it is old or missing, presses are sent again and the log says that it has them.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import * as v from 'valibot'
import { systemCode } from '../platform/failure.ts'

const Acknowledged = v.object({ producer: v.string(), seq: v.pipe(v.number(), v.integer(), v.minValue(0)) })
export type Acknowledged = v.InferOutput<typeof Acknowledged>

/** What the file says, or undefined where it is missing or says nothing sensible (it is not synced to disk). */
export async function loadAcknowledged(path: string): Promise<Acknowledged | undefined> {
  try {
    const result = v.safeParse(Acknowledged, JSON.parse(await readFile(path, 'utf8')))
    return result.success ? result.output : undefined
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

export async function saveAcknowledged(path: string, acknowledged: Acknowledged): Promise<void> {
  const fresh = `${path}.new`
  await writeFile(fresh, JSON.stringify(acknowledged), { mode: 0o600 })
  await rename(fresh, path)
}
