/** Writes what pairing gave into cashierq.json, as the set-up page saves: all else stays, readable for its owner alone. */
import { readIfThere, writeAtomically } from '../../platform/atomic-file.ts'
import { checkSettings } from '../../platform/check-settings.ts'
import { isFailure, reason } from '../../platform/failure.ts'
import type { Saved } from '../../protocol/setup.ts'
import { readSettingsText } from './settings-text.ts'

export type Paired = { readonly token: string; readonly store: string }

/** One call at a time. A file that no program can read is left to the person who has typed it. */
export async function saveToken({ token, store }: Paired, file: string): Promise<Saved> {
  try {
    const before = readSettingsText((await readIfThere(file))?.toString('utf8'))
    if (before.kind === 'broken') return { kind: 'refused', setting: 'file', reason: before.reason }
    const after = { ...(before.kind === 'object' ? before.object : {}), token, store }
    const problem = checkSettings(after).problems.find(({ setting }) => setting === 'token' || setting === 'store')
    if (problem) return { kind: 'refused', ...problem }
    await writeAtomically(file, `${JSON.stringify(after, null, 2)}\n`)
    return { kind: 'saved' }
  } catch (error) {
    if (!isFailure(error, 'storage_failed')) throw error
    return { kind: 'refused', setting: 'file', reason: reason(error) }
  }
}
