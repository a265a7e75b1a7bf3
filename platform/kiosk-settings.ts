/** What the settings of a screen may be: where it is, how it looks and sounds, what it shows while nobody is called. */
import * as v from 'valibot'
import { Colours, Hours, LanguageTags, MediaSeconds, ON_CALL, THEMES, Volume } from '../protocol/screen-setup.ts'
import { StoreName, TillNumber } from '../protocol/settings.ts'

export const RelayAddress = v.pipe(
  v.string(),
  v.url('must be an address such as "http://127.0.0.1:8000"'),
  v.regex(/^https?:\/\//u, 'must begin with http:// or https://'),
)

/** `primary`, `all`, the id or the label of a display; the label is what a person can read. */
const DisplayName = v.pipe(v.string(), v.minLength(1), v.maxLength(100))

/** One window. What it leaves out is as for the whole program. */
export const DisplayWish = v.strictObject({
  display: DisplayName,
  name: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(60))),
  /** Only these tills are called here. */
  tills: v.exactOptional(v.pipe(v.array(TillNumber), v.minLength(1), v.maxLength(99))),
  /** Another line of people. */
  store: v.exactOptional(StoreName),
})
export type DisplayWish = v.InferOutput<typeof DisplayWish>

const MediaFile = v.union([
  v.pipe(v.string(), v.minLength(1)),
  v.strictObject({
    file: v.pipe(v.string(), v.minLength(1)),
    seconds: v.exactOptional(MediaSeconds),
    hours: v.exactOptional(v.array(Hours)),
  }),
])

/** Pictures and videos for while nobody is called: all of a folder, in order of their names, and files by name. */
export const MediaSettings = v.strictObject({
  folder: v.exactOptional(v.pipe(v.string(), v.minLength(1))),
  files: v.exactOptional(v.pipe(v.array(MediaFile), v.maxLength(500))),
  seconds: v.exactOptional(MediaSeconds, 10),
  hours: v.exactOptional(v.array(Hours), []),
  onCall: v.exactOptional(v.picklist(ON_CALL), 'hide'),
})
export type MediaSettings = v.InferOutput<typeof MediaSettings>

/** `03:00-05:00`; may go past midnight. */
export const QuietHours = v.pipe(
  v.string(),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/u, 'must be two times of day such as "03:00-05:00"'),
)

/** Digits as a person types them, or what the set-up page makes of them (`scrypt:SALT:KEY`, both base64url). */
export const Pin = v.pipe(v.string(), v.regex(/^(\d{4,12}|scrypt:[\w-]{16,}:[\w-]{32,})$/u, 'must be 4 to 12 digits'))

const metres = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high))

export const KIOSK_SETTINGS = {
  relay: v.optional(RelayAddress),
  token: v.optional(v.pipe(v.string(), v.minLength(16))),
  screenName: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  displays: v.pipe(v.array(DisplayWish), v.minLength(1), v.maxLength(16)),
  announceLanguages: LanguageTags,
  chime: v.boolean('must be on or off'),
  voice: v.boolean('must be on or off'),
  volume: Volume,
  theme: v.picklist(THEMES),
  colours: v.optional(Colours),
  logo: v.optional(v.pipe(v.string(), v.minLength(1))),
  media: v.optional(MediaSettings),
  pin: v.optional(Pin),
  quietHours: QuietHours,
  memoryMb: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(16_000)),
  diagonalInches: metres(5, 200),
  readingMetres: metres(0.5, 50),
}

export type KioskSettingName = keyof typeof KIOSK_SETTINGS
