/** The command line, checked: which command, which settings, what is passed on. */
import { parseArgs } from 'node:util'
import { Failure, reason, systemCode } from '../platform/failure.ts'
import { type Environment, type Flags, readSettings } from '../platform/read-settings.ts'
import { SETTINGS } from '../platform/settings.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { COMMANDS, type CommandName, isCommand } from './commands.ts'

export type Invocation =
  | { readonly kind: 'help'; readonly command: CommandName | undefined }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run'
      readonly command: CommandName
      readonly settings: Settings
      /** Flags as they were given, for a program that is started with the same. */
      readonly given: readonly string[]
      /** The command's own flags. */
      readonly flags: { readonly [name: string]: string | boolean | undefined }
      /** What follows `--`. */
      readonly passedOn: readonly string[]
    }

/** @throws Failure `bad_usage` or `bad_setting`. */
export function parseCommandLine(argv: readonly string[], environment: Environment): Invocation {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return { kind: 'help', command: undefined }
  if (name === '--version') return { kind: 'version' }
  if (!isCommand(name)) throw new Failure('bad_usage', `there is no command "${name}": see cashierq --help`)
  const end = rest.indexOf('--')
  const own = end === -1 ? rest : rest.slice(0, end)
  const passedOn = end === -1 ? [] : rest.slice(end + 1)
  if (passedOn.length > 0 && !COMMANDS[name].passesOn) {
    throw new Failure('bad_usage', `cashierq ${name} passes nothing on: leave out "--" and what follows`)
  }
  const values = parseFlags(name, own)
  if (values.help === true) return { kind: 'help', command: name }
  const config = typeof values.config === 'string' ? values.config : undefined
  return {
    kind: 'run',
    command: name,
    settings: readSettings(values, environment, config),
    given: givenSettings(name, values),
    flags: ownFlags(name, values),
    passedOn,
  }
}

function parseFlags(name: CommandName, args: readonly string[]): Flags {
  try {
    const { argument } = COMMANDS[name]
    const options = { options: optionsOf(name), strict: true, allowPositionals: argument !== undefined }
    const { values, positionals } = parseArgs({ args: [...args], ...options })
    if (positionals.length > 1) throw new Failure('bad_usage', `cashierq ${name} takes one ${argument}`)
    return argument === undefined ? values : { ...values, [argument]: positionals[0] }
  } catch (error) {
    if (!systemCode(error)?.startsWith('ERR_PARSE_ARGS')) throw error
    throw new Failure('bad_usage', `${reason(error)} (see cashierq ${name} --help)`)
  }
}

type Option = { type: 'string' | 'boolean'; multiple?: boolean; short?: string; default?: string }

function optionsOf(name: CommandName): { [flag: string]: Option } {
  const { settings, flags } = COMMANDS[name]
  const options: { [flag: string]: Option } = { help: { type: 'boolean', short: 'h' }, config: { type: 'string' } }
  for (const setting of settings) {
    const { flag } = SETTINGS[setting]
    if (flag !== undefined) options[flag] = { type: 'string', ...(flag === 'source' ? { multiple: true } : {}) }
  }
  for (const [flag, { type, fallback }] of Object.entries(flags)) {
    options[flag] = { type, ...(fallback === undefined ? {} : { default: fallback }) }
  }
  return options
}

/** The settings among the flags, and the file they are from. */
function givenSettings(name: CommandName, values: Flags): string[] {
  const flags = ['config', ...COMMANDS[name].settings.flatMap((setting) => SETTINGS[setting].flag ?? [])]
  return flags.flatMap((flag) => {
    const value = values[flag]
    return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((each) => `--${flag}=${each}`)
  })
}

function ownFlags(name: CommandName, values: Flags): { [name: string]: string | boolean | undefined } {
  const own: { [name: string]: string | boolean | undefined } = {}
  const { flags, argument = [] } = COMMANDS[name]
  for (const flag of Object.keys(flags).concat(argument)) {
    const value = values[flag]
    own[flag] = typeof value === 'string' || typeof value === 'boolean' ? value : undefined
  }
  return own
}
