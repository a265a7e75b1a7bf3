/**
 * All settings in one table: name, unit, default, meaning. Help texts and the README's table are made from it.
 * A value comes from a flag, else from the environment, else from cashierq.json, else it is the default; a wrong one
 * is refused with its name and the reason.
 */
import { DEFAULT_SETTINGS } from '../protocol/settings.ts'
import { KIOSK_ROWS } from './kiosk-settings-rows.ts'
import { LOG_LEVELS } from './logger.ts'
import { list, type SettingRow, whole } from './setting-row.ts'
import type { SettingName } from './settings-schema.ts'

const { board } = DEFAULT_SETTINGS

export const SETTINGS: { readonly [Name in SettingName]: SettingRow } = {
  redisUrl: {
    flag: 'redis-url',
    env: 'REDIS_URL',
    unit: 'URL',
    meaning:
      'The log in Redis 6.2 or newer (also redis+cluster://, redis+sentinel://, rediss…); unset: the embedded log',
  },
  redisCa: {
    flag: 'redis-ca',
    env: 'CASHIERQ_REDIS_CA',
    unit: 'file',
    meaning: "Certificates (PEM) that a Redis reached by TLS is checked with; unset: the system's",
  },
  host: {
    flag: 'host',
    env: 'CASHIERQ_HOST',
    fallback: '127.0.0.1',
    unit: 'address',
    meaning: 'Where the relay listens; anything but loopback needs a secret',
  },
  port: {
    flag: 'port',
    env: 'CASHIERQ_PORT',
    fallback: 8000,
    unit: 'port',
    meaning: 'Port of the relay; 0 lets the system choose',
    read: whole,
  },
  store: { flag: 'store', env: 'CASHIERQ_STORE', fallback: 'main', unit: 'name', meaning: 'The store' },
  dataDir: {
    flag: 'data-dir',
    env: 'CASHIERQ_DATA_DIR',
    fallback: 'data',
    unit: 'folder',
    meaning: 'Journal and embedded log; made if it is not there',
  },
  holdMs: {
    flag: 'hold-ms',
    env: 'CASHIERQ_HOLD_MS',
    fallback: board.hold,
    unit: 'ms, 2000 to 15000',
    meaning: 'How long a call fills the screen',
    read: whole,
  },
  floorMs: {
    flag: 'floor-ms',
    env: 'CASHIERQ_FLOOR_MS',
    fallback: board.floor,
    unit: 'ms, 2000 to 15000',
    meaning: 'How long it does so at least while others wait',
    read: whole,
  },
  lingerMs: {
    flag: 'linger-ms',
    env: 'CASHIERQ_LINGER_MS',
    fallback: board.linger,
    unit: 'ms, 0 to 120000',
    meaning: 'How long after its start a call stays in the strip',
    read: whole,
  },
  staleAfterMs: {
    flag: 'stale-after-ms',
    env: 'CASHIERQ_STALE_AFTER_MS',
    fallback: board.staleAfter,
    unit: 'ms, 1000 to 3600000',
    meaning: 'An older press is recorded, not shown',
    read: whole,
  },
  slots: {
    flag: 'slots',
    env: 'CASHIERQ_SLOTS',
    fallback: board.slots,
    unit: '0 to 8',
    meaning: 'Places in the strip of also-called tills',
    read: whole,
  },
  secret: {
    flag: 'secret',
    env: 'CASHIERQ_SECRET',
    unit: 'text, 8 or more',
    meaning: 'Signs the tokens of clients (better in the environment: flags show in process lists)',
  },
  previousSecret: {
    flag: 'previous-secret',
    env: 'CASHIERQ_PREVIOUS_SECRET',
    unit: 'text, 8 or more',
    meaning: 'The secret before the last change: its tokens still hold, new ones are signed with the secret',
  },
  language: {
    flag: 'lang',
    env: 'CASHIERQ_LANG',
    fallback: 'en',
    unit: 'language tag',
    meaning: 'Language of a press that names none',
  },
  languages: {
    flag: 'languages',
    env: 'CASHIERQ_LANGUAGES',
    unit: 'tags, comma between',
    meaning: 'Languages of "Please wait", in turn; unset: the language above',
    read: list,
  },
  origins: {
    flag: 'origins',
    env: 'CASHIERQ_ORIGINS',
    fallback: [],
    unit: 'origins, comma between',
    meaning: "Pages that may open the socket besides the relay's own",
    read: list,
  },
  publicUrl: {
    flag: 'public-url',
    env: 'CASHIERQ_PUBLIC_URL',
    unit: 'URL',
    meaning:
      'How browsers reach the relay through a proxy, such as https://calls.example; its pages may open the socket',
  },
  trustedProxies: {
    flag: 'trusted-proxies',
    env: 'CASHIERQ_TRUSTED_PROXIES',
    fallback: [],
    unit: 'networks, comma between',
    meaning: "Whose X-Forwarded-For is believed, such as 127.0.0.1 or 10.0.0.0/8; anybody else's is not",
    read: list,
  },
  socketsPerAddress: {
    flag: 'sockets-per-address',
    env: 'CASHIERQ_SOCKETS_PER_ADDRESS',
    fallback: 500,
    unit: 'sockets',
    meaning: 'Open sockets of one address; for more than some hundred stores behind one, raise it',
    read: whole,
  },
  plainPattern: {
    flag: 'plain-pattern',
    env: 'CASHIERQ_PLAIN_PATTERN',
    unit: 'regular expression',
    meaning: 'What a line of a plain box must look like; groups "cashier", "action", "language"',
  },
  plainBaud: {
    flag: 'plain-baud',
    env: 'CASHIERQ_PLAIN_BAUD',
    fallback: 115_200,
    unit: 'baud',
    meaning: 'Speed of plain serial boxes',
    read: whole,
  },
  logLevel: {
    flag: 'log-level',
    env: 'CASHIERQ_LOG_LEVEL',
    fallback: 'info',
    unit: LOG_LEVELS.join(', '),
    meaning: 'How much is logged',
  },
  sources: {
    flag: 'source',
    fallback: [],
    unit: 'KIND:ADDRESS[=CASHIER]',
    meaning: 'A button source; may be repeated',
  },
  boxes: {
    fallback: {},
    unit: 'object, file only',
    meaning: 'Which box is which till, such as {"box:A1": 3}; counts for more than pairing',
  },
  tills: {
    unit: 'list, file only',
    meaning: 'The tills of the store: number, label, arrow, colour, shape; unset: 1 to 12',
  },
  ...KIOSK_ROWS,
}
