/** A draft laid over the settings of the file: what the set-up page does not show stays as it is. Pure. */
import type { SetupDraft } from '../../protocol/setup.ts'
import type { SettingsObject } from './settings-text.ts'

/** `pin` is the new one's hash; it is there if, and only if, the draft has a new PIN. */
export function mergeDraft(before: SettingsObject, draft: SetupDraft, pin: string | undefined): SettingsObject {
  const { line, pin: pinWish, languages, tills, ...same } = draft
  const after: { [name: string]: unknown } = { ...before, ...same, language: languages[0], languages }
  set(after, 'relay', line.kind === 'central' ? line.relay : undefined)
  set(after, 'token', line.kind === 'central' ? line.token : undefined)
  set(after, 'colours', draft.colours)
  set(after, 'logo', draft.logo)
  // A central relay has the tills; what this PC would have on its own is none of its business meanwhile.
  if (line.kind === 'own') after['tills'] = tills
  if (pinWish.kind !== 'keep') set(after, 'pin', pinWish.kind === 'new' ? pin : undefined)
  return after
}

function set(object: { [name: string]: unknown }, name: string, value: unknown): void {
  if (value === undefined) delete object[name]
  else object[name] = value
}
