/** The subcommands: what each is for, which settings it takes, and what runs it. */
import type { SettingName } from '../platform/settings-schema.ts'

export type CommandName = 'up' | 'relay' | 'bridge' | 'kiosk' | 'buttons' | 'watch' | 'doctor' | 'token' | 'revoke'

/** A flag that is no setting: it belongs to one command and has no place in the file. */
export type OwnFlag = {
  readonly type: 'string' | 'boolean'
  readonly meaning: string
  readonly fallback?: string
}

export type Command = {
  readonly summary: string
  readonly settings: readonly SettingName[]
  readonly flags: { readonly [name: string]: OwnFlag }
  /** What stands on the line without a flag; the command finds it among its flags. */
  readonly argument?: string
  /** Whether what follows `--` is handed to the kiosk's program. */
  readonly passesOn: boolean
}

const COMMON: readonly SettingName[] = ['store', 'dataDir', 'redisUrl', 'redisCa', 'language', 'logLevel']
const BOARD: readonly SettingName[] = ['holdMs', 'floorMs', 'lingerMs', 'staleAfterMs', 'slots', 'languages', 'tills']
const RELAY: readonly SettingName[] = [
  ...COMMON,
  'host',
  'port',
  'secret',
  'previousSecret',
  'origins',
  'publicUrl',
  'trustedProxies',
  'socketsPerAddress',
  ...BOARD,
]
/** What a screen's window needs to know; `up` says itself where its relay is. */
export const SCREEN: readonly SettingName[] = [
  'screenName',
  'displays',
  'announceLanguages',
  'chime',
  'voice',
  'volume',
  'theme',
  'colours',
  'logo',
  'media',
  'pin',
  'quietHours',
  'memoryMb',
  'diagonalInches',
  'readingMetres',
]
/** What a window on a relay elsewhere needs. */
const CLIENT: readonly SettingName[] = ['relay', 'token', 'store', 'secret', 'language', 'logLevel']
const WINDOWED: OwnFlag = { type: 'boolean', meaning: 'A window instead of the full screen, to try things' }
const SOURCES: readonly SettingName[] = ['sources', 'plainPattern', 'plainBaud', 'boxes']
const RECORD: OwnFlag = {
  type: 'string',
  meaning: 'File that gets what each device says, for finding out and for tests',
}

export const COMMANDS: { readonly [Name in CommandName]: Command } = {
  up: {
    summary: 'everything on this machine: relay, bridge with its buttons, and the screen',
    settings: [...RELAY, ...SOURCES, ...SCREEN],
    flags: { 'no-kiosk': { type: 'boolean', meaning: 'Open no window' }, record: RECORD },
    passesOn: true,
  },
  relay: {
    summary: 'the relay alone: reads the log, serves the screens',
    settings: RELAY,
    flags: {},
    passesOn: false,
  },
  bridge: {
    summary: 'the bridge alone: reads buttons, publishes presses to Redis',
    settings: [...COMMON, ...SOURCES, 'tills'],
    flags: {
      assign: { type: 'boolean', meaning: "Ask for each till's button to be pressed, note which box it was, and end" },
      record: RECORD,
    },
    passesOn: false,
  },
  kiosk: {
    summary: "the customers' screen, fullscreen, of a relay",
    settings: [...CLIENT, ...SCREEN],
    flags: { windowed: WINDOWED, setup: { type: 'boolean', meaning: 'Open the set-up page' } },
    passesOn: true,
  },
  buttons: {
    summary: 'simulated buttons in a window that stays on top, to try a relay with',
    settings: [...CLIENT, 'theme'],
    flags: {},
    passesOn: true,
  },
  watch: {
    summary: "what a store's screen shows, as lines of JSON, for programs and for looking from afar",
    settings: CLIENT,
    flags: {},
    passesOn: false,
  },
  doctor: {
    summary: 'says what is wrong with the buttons, the log and the screens of this machine, and how to mend it',
    settings: [...RELAY, ...SOURCES, ...SCREEN],
    flags: {
      json: { type: 'boolean', meaning: 'For programs' },
      udev: { type: 'string', meaning: 'Print the rules that let the bridge use boxes, and end: server or desktop' },
    },
    passesOn: false,
  },
  token: {
    summary: 'prints a token for a client of a relay that has a secret',
    settings: ['store', 'secret', 'logLevel'],
    flags: {
      role: { type: 'string', meaning: 'screen, buttons, bridge, staff or integration', fallback: 'screen' },
      days: { type: 'string', meaning: 'How long the token holds', fallback: '365' },
      topics: { type: 'string', meaning: 'The only topics it may use, comma between; "till.*" is all that begin so' },
      name: { type: 'string', meaning: 'What its bearer is called' },
    },
    passesOn: false,
  },
  revoke: {
    summary: 'ends a token before its time; its client goes within 5 s',
    settings: ['store', 'redisUrl', 'redisCa', 'dataDir', 'logLevel'],
    flags: {},
    argument: 'id',
    passesOn: false,
  },
}

export const COMMAND_NAMES: readonly CommandName[] = [
  'up',
  'relay',
  'bridge',
  'kiosk',
  'buttons',
  'watch',
  'doctor',
  'token',
  'revoke',
]

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name)
}
