/** Help texts, made from the tables of commands and settings. */
import { createRequire } from 'node:module'
import { SOURCE_FORMS } from '../firmware-bridge/sources/source-spec.ts'
import { SETTINGS } from '../platform/settings.ts'
import { COMMAND_NAMES, COMMANDS, type CommandName } from './commands.ts'

/** The package's own version; its file lies above the built programs. */
export function version(): string {
  const { version: own }: { version: string } = createRequire(import.meta.url)('../../package.json')
  return `cashierq ${own}`
}

export function generalHelp(): string {
  const rows = COMMAND_NAMES.map((name) => `  ${name.padEnd(8)} ${COMMANDS[name].summary}`)
  return [
    'cashierq COMMAND [FLAGS]: calls the next customer',
    '',
    'Commands:',
    ...rows,
    '',
    '"cashierq COMMAND --help" lists the flags of one. Settings may also stand in the environment or in cashierq.json.',
  ].join('\n')
}

export function commandHelp(name: CommandName): string {
  const command = COMMANDS[name]
  const argument = command.argument === undefined ? '' : ` ${command.argument.toUpperCase()}`
  const tail = command.passesOn ? ' [-- ELECTRON FLAGS]' : ''
  const own = Object.entries(command.flags).map(([flag, { type, meaning, fallback }]) =>
    line(
      `--${flag}${type === 'string' ? ' VALUE' : ''}`,
      meaning,
      fallback === undefined ? [] : [`default ${fallback}`],
    ),
  )
  return [
    `cashierq ${name}${argument} [FLAGS]${tail}: ${command.summary}`,
    '',
    ...own,
    ...command.settings.flatMap((setting) => settingHelp(setting)),
    line('--config FILE', 'Settings file instead of cashierq.json', []),
    line('--help', 'This text', []),
    ...(command.settings.includes('sources')
      ? ['', 'Kinds of --source:', ...SOURCE_FORMS.map((form) => `  ${form}`)]
      : []),
  ].join('\n')
}

function settingHelp(name: keyof typeof SETTINGS): string[] {
  const { flag, env, fallback, unit, meaning } = SETTINGS[name]
  if (flag === undefined) return [line(`(${name})`, meaning, env === undefined ? [] : [env])]
  const notes = [unit, ...(env === undefined ? [] : [env]), ...defaultNote(fallback)]
  return [line(`--${flag} VALUE`, meaning, notes)]
}

function defaultNote(fallback: unknown): string[] {
  if (typeof fallback === 'boolean') return [`default ${fallback ? 'on' : 'off'}`]
  return fallback === undefined || typeof fallback === 'object' ? [] : [`default ${String(fallback)}`]
}

function line(flag: string, meaning: string, notes: readonly string[]): string {
  return `  ${flag.padEnd(24)} ${meaning}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
}
