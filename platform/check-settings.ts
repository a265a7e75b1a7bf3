/** Checks what a cashierq.json holds, or would hold, without throwing: for whoever wants to write one. Pure. */
import * as v from 'valibot'
import { SETTINGS } from './settings.ts'
import { type SettingName, type Settings, SettingsSchema } from './settings-schema.ts'
import { type SettingProblem, togetherProblems } from './settings-together.ts'

/** `settings` has the default in place of each value that is no good. A start with this file works if `problems` is empty. */
export type CheckedSettings = { readonly settings: Settings; readonly problems: readonly SettingProblem[] }

export function checkSettings(file: { readonly [name: string]: unknown }): CheckedSettings {
  const problems: SettingProblem[] = []
  for (const setting of Object.keys(file)) {
    if (!Object.hasOwn(SETTINGS, setting)) problems.push({ setting, reason: 'there is no such setting' })
  }
  const raw: { [name: string]: unknown } = {}
  for (const name of v.keyof(SettingsSchema).options) {
    const { fallback } = SETTINGS[name]
    const result = file[name] === undefined ? undefined : parsed(name, file[name])
    raw[name] = result?.success ? result.output : fallback
    if (result && !result.success) problems.push({ setting: name, reason: issueText(result.issues[0]) })
  }
  const settings = v.parse(SettingsSchema, raw)
  return { settings, problems: [...problems, ...togetherProblems(settings)] }
}

/** As a start reads it: text such as "on" may stand for a value of another kind. */
function parsed(name: SettingName, value: unknown) {
  const { read } = SETTINGS[name]
  return v.safeParse(SettingsSchema.entries[name], read ? read(value) : value)
}

function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return `${path ? `${path}: ` : ''}${issue.message}`
}
