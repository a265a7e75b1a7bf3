/** What the Electron program was asked to do: its command line without what belongs to Electron and Chromium. Pure. */
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

/**
 * `argv` begins with the program and, unless it is packaged, has the app's folder somewhere. Switches of Chromium come
 * before the command; what stands behind it is the command's own.
 */
export function appCommand(argv: readonly string[], appFolder: string | undefined): AppCommand {
  const own = argv.slice(appFolder === undefined ? 1 : argv.indexOf(appFolder) + 1)
  const at = own.findIndex((arg) => !arg.startsWith('-') || HELP.includes(arg))
  const args = at === -1 ? [] : own.slice(at)
  const [word] = args
  if (word === undefined) return { kind: 'default' }
  const command = WINDOWS.find((name) => name === word)
  const wantsHelp = args.includes('--help') || args.includes('-h') || args.includes('--no-kiosk')
  if (command !== undefined && !wantsHelp) return { kind: 'window', command, args }
  return { kind: 'plain', args }
}
