/** What the Electron program was asked to do: its command line without what belongs to Electron and Chromium. Pure. */
import { resolve } from 'node:path'
import type { CommandName } from './commands.ts'

export type AppCommand =
  /** A window: what `cashierq` was given behind its name. */
  | { readonly kind: 'window'; readonly command: WindowCommand; readonly args: readonly string[] }
  /** Needs no window: the Node program does it, in this very process. */
  | { readonly kind: 'plain'; readonly args: readonly string[] }
  /** Started by a click or at log-in: what the settings say. */
  | { readonly kind: 'default' }

export type WindowCommand = Extract<CommandName, 'up' | 'kiosk' | 'buttons'>

const WINDOWS: readonly WindowCommand[] = ['up', 'kiosk', 'buttons']
const HELP = ['help', '--help', '-h', '--version']
const NO_WINDOW = ['--help', '-h', '--no-kiosk']

/**
 * `argv` begins with the program and, unless it is packaged, has the app's folder somewhere. Switches of Chromium come
 * before the command; what stands behind it is the command's own, up to `--`: what follows that is for whoever starts
 * Electron, and here Electron has started already.
 */
export function appCommand(argv: readonly string[], appFolder: string | undefined): AppCommand {
  // `.` and a slash at the end are the same folder to Electron.
  const folder = argv.findIndex((arg, at) => at > 0 && appFolder !== undefined && resolve(arg) === appFolder)
  const own = argv.slice(Math.max(1, folder + 1))
  const at = own.findIndex((arg) => !arg.startsWith('-') || HELP.includes(arg))
  const args = at === -1 ? [] : own.slice(at)
  const [word] = args
  if (word === undefined) return { kind: 'default' }
  const command = WINDOWS.find((name) => name === word)
  const end = args.indexOf('--')
  const forCommand = end === -1 ? args : args.slice(0, end)
  const wantsNone = NO_WINDOW.some((flag) => forCommand.includes(flag))
  if (command !== undefined && !wantsNone) return { kind: 'window', command, args: forCommand }
  return { kind: 'plain', args }
}
