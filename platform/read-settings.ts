/** Reads the settings from flags, environment and file, in this order of weight, and checks each. */
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { Failure, reason, systemCode } from './failure.ts'
import { SETTINGS } from './settings.ts'
import { type SettingName, type Settings, SettingsSchema } from './settings-schema.ts'
import { togetherProblems } from './settings-together.ts'

export type Flags = { readonly [flag: string]: unknown }
export type Environment = { readonly [name: string]: string | undefined }

const SETTINGS_FILE = 'cashierq.json'

/** @throws Failure `bad_setting`, whose message names the setting, where it came from, and the reason. */
export function readSettings(flags: Flags, environment: Environment, file: string | undefined): Settings {
  const fromFile = readFile(file)
  const raw: { [name: string]: unknown } = {}
  for (const name of v.keyof(SettingsSchema).options) raw[name] = oneSetting(name, flags, environment, fromFile)
  const settings = v.parse(SettingsSchema, raw)
  for (const { reason } of togetherProblems(settings)) throw new Failure('bad_setting', reason)
  return settings
}

function oneSetting(name: SettingName, flags: Flags, environment: Environment, file: Flags): unknown {
  const { flag, env, fallback, read } = SETTINGS[name]
  const [given, from] = pick(name, flag && flags[flag], env && environment[env], file[name])
  if (given === undefined) return fallback
  const result = v.safeParse(SettingsSchema.entries[name], read ? read(given) : given)
  if (result.success) return result.output
  const path = v.getDotPath(result.issues[0])
  throw new Failure('bad_setting', `${from}${path ? ` (${path})` : ''}: ${result.issues[0].message}`)
}

function pick(name: SettingName, flag: unknown, variable: string | undefined, inFile: unknown): [unknown, string] {
  const { flag: flagName, env = '' } = SETTINGS[name]
  if (flag !== undefined) return [flag, `--${flagName}`]
  if (variable !== undefined && variable !== '') return [variable, env]
  return [inFile, `"${name}" in ${SETTINGS_FILE}`]
}

function readFile(path: string | undefined): Flags {
  const text = readText(path)
  if (text === undefined) return {}
  const parsed = parse(text, path ?? SETTINGS_FILE)
  for (const name of Object.keys(parsed)) {
    if (!Object.hasOwn(SETTINGS, name)) {
      throw new Failure('bad_setting', `"${name}" in ${path ?? SETTINGS_FILE}: there is no such setting`)
    }
  }
  return parsed
}

function readText(path: string | undefined): string | undefined {
  try {
    return readFileSync(path ?? SETTINGS_FILE, 'utf8')
  } catch (error) {
    // Only the file that somebody asked for must be there.
    if (path === undefined && systemCode(error) === 'ENOENT') return undefined
    throw new Failure('bad_setting', `cannot read ${path ?? SETTINGS_FILE}: ${reason(error)}`, error)
  }
}

function parse(text: string, path: string): Flags {
  try {
    const value: unknown = JSON.parse(text)
    const result = v.safeParse(v.record(v.string(), v.unknown()), value)
    if (result.success && !Array.isArray(value)) return result.output
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Failure('bad_setting', `${path} is not JSON: ${error.message}`)
  }
  throw new Failure('bad_setting', `${path} must hold one JSON object`)
}
