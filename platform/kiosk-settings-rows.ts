/** The settings of a screen, as rows of the table. */
import { DEFAULT_SCREEN, THEMES } from '../protocol/screen-setup.ts'
import type { KioskSettingName } from './kiosk-settings.ts'
import { list, number, onOff, type SettingRow, volume, whole } from './setting-row.ts'

export const KIOSK_ROWS: { readonly [Name in KioskSettingName]: SettingRow } = {
  relay: {
    flag: 'relay',
    env: 'CASHIERQ_RELAY',
    unit: 'URL',
    meaning: 'The relay that this screen follows; unset: http://127.0.0.1:8000',
  },
  token: {
    env: 'CASHIERQ_TOKEN',
    unit: 'text',
    meaning: 'What lets this screen in where its relay has a secret (from cashierq token)',
  },
  screenName: {
    flag: 'screen-name',
    env: 'CASHIERQ_SCREEN_NAME',
    fallback: 'screen',
    unit: 'text, 1 to 60',
    meaning: 'What staff call this screen',
  },
  displays: {
    fallback: [{ display: 'primary' }],
    unit: 'list, file only',
    meaning: 'Which displays show what: display (primary, all, id or label), name, tills, store',
  },
  announceLanguages: {
    flag: 'announce-languages',
    env: 'CASHIERQ_ANNOUNCE_LANGUAGES',
    fallback: DEFAULT_SCREEN.announceLanguages,
    unit: 'tags, comma between',
    meaning: 'A call is said in its own language, then in these',
    read: list,
  },
  chime: {
    flag: 'chime',
    env: 'CASHIERQ_CHIME',
    fallback: DEFAULT_SCREEN.chime,
    unit: 'on or off',
    meaning: 'Two notes with each call',
    read: onOff,
  },
  voice: {
    flag: 'voice',
    env: 'CASHIERQ_VOICE',
    fallback: DEFAULT_SCREEN.voice,
    unit: 'on or off',
    meaning: 'The call is said aloud',
    read: onOff,
  },
  volume: {
    flag: 'volume',
    env: 'CASHIERQ_VOLUME',
    fallback: DEFAULT_SCREEN.volume,
    unit: 'HH:MM=0 to 1, comma between',
    meaning: 'How loud, from which time of day',
    read: volume,
  },
  theme: {
    flag: 'theme',
    env: 'CASHIERQ_THEME',
    fallback: DEFAULT_SCREEN.theme,
    unit: THEMES.join(', '),
    meaning: 'Colours of the screen while it waits',
  },
  colours: {
    unit: 'object, file only',
    meaning: 'The store\'s own ground and text, such as {"ground": "#10233f", "text": "#ffffff"}; 7:1 or more',
  },
  logo: {
    flag: 'logo',
    env: 'CASHIERQ_LOGO',
    unit: 'file',
    meaning: "The store's own mark: SVG, PNG, JPEG or WebP",
  },
  media: {
    unit: 'object, file only',
    meaning: 'Pictures and videos while nobody is called: folder, files, seconds, hours, onCall (hide or shrink)',
  },
  pin: {
    unit: '4 to 12 digits, file only',
    meaning: 'Lets staff leave the screen; unset: it closes like any window',
  },
  quietHours: {
    flag: 'quiet-hours',
    env: 'CASHIERQ_QUIET_HOURS',
    fallback: '03:00-05:00',
    unit: 'HH:MM-HH:MM',
    meaning: 'When the screen starts its page anew once a day, with nobody called',
  },
  memoryMb: {
    flag: 'memory-mb',
    env: 'CASHIERQ_MEMORY_MB',
    fallback: 700,
    unit: 'MB, 200 to 16000',
    meaning: 'A page that takes more is started anew as soon as nobody is called',
    read: whole,
  },
  diagonalInches: {
    flag: 'diagonal-inches',
    env: 'CASHIERQ_DIAGONAL_INCHES',
    fallback: 43,
    unit: 'inches, 5 to 200',
    meaning: 'Diagonal of the screen, for the accessibility self-check',
    read: number,
  },
  readingMetres: {
    flag: 'reading-metres',
    env: 'CASHIERQ_READING_METRES',
    fallback: 10,
    unit: 'm, 0.5 to 50',
    meaning: 'From how far it is read, for the accessibility self-check',
    read: number,
  },
}
