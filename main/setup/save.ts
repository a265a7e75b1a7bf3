/** Writes a draft of the set-up page into cashierq.json: as a whole, checked before, readable for its owner alone. */
import * as v from 'valibot'
import { readIfThere, writeAtomically } from '../../platform/atomic-file.ts'
import { checkSettings } from '../../platform/check-settings.ts'
import { isFailure, reason, systemCode } from '../../platform/failure.ts'
import { type Saved, SetupDraft } from '../../protocol/setup.ts'
import { mergeDraft } from './merge.ts'
import { readSettingsText } from './settings-text.ts'

export type SaveParts = {
  /** Path of the settings file. */
  readonly file: string
  readonly hashPin: (digits: string) => Promise<string>
}

/** `draft` comes from a page: it may be anything. One call at a time. */
export async function saveSetup(draft: unknown, { file, hashPin }: SaveParts): Promise<Saved> {
  const read = v.safeParse(SetupDraft, draft)
  if (!read.success) {
    const [issue] = read.issues
    return refused(v.getDotPath(issue) ?? 'draft', issue.message)
  }
  try {
    const there = await readIfThere(file)
    const before = readSettingsText(there?.toString('utf8'))
    const pin = read.output.pin.kind === 'new' ? await hashPin(read.output.pin.digits) : undefined
    const after = mergeDraft(before.kind === 'object' ? before.object : {}, read.output, pin)
    const [problem] = checkSettings(after).problems
    if (problem) return refused(problem.setting, problem.reason)
    // What a person has typed is never thrown away, even if no program can read it.
    if (before.kind === 'broken' && there) await writeAtomically(`${file}.broken`, there)
    await writeAtomically(file, `${JSON.stringify(after, null, 2)}\n`)
    return { kind: 'saved' }
  } catch (error) {
    if (!isFailure(error, 'storage_failed') && systemCode(error) === undefined) throw error
    return refused('file', reason(error))
  }
}

function refused(setting: string, why: string): Saved {
  return { kind: 'refused', setting, reason: why }
}
