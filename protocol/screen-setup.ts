/**
 * What a page of the customers' screen is told besides the log: `GET screen.json` beside the page, from the relay or,
 * in the kiosk, from its own `app://` scheme. Looks and sounds differ from screen to screen; the log is one for all.
 */
import * as v from 'valibot'
import { LanguageTag, StoreName, TillNumber } from './settings.ts'

export const THEMES = ['dark', 'light', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

const Colour = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/u, 'must be a colour such as "#0a4f86"'))

/** A store's own ground and text in place of the theme's; their contrast is checked where they are set. */
export const Colours = v.strictObject({ ground: Colour, text: Colour })
export type Colours = v.InferOutput<typeof Colours>

/** Local time of day. */
export const DayTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'must be a time such as "08:30"'))

/** From this time of day on, until the next step; the last one holds over midnight. `volume` is 0 (silent) to 1. */
export const VolumeStep = v.strictObject({ from: DayTime, volume: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) })
export const Volume = v.pipe(v.array(VolumeStep), v.minLength(1), v.maxLength(24))
export type Volume = v.InferOutput<typeof Volume>

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Hours of the week. `to` is excluded; where it is not after `from`, the hours go on past midnight. */
export const Hours = v.strictObject({
  days: v.pipe(v.array(v.picklist(WEEKDAYS)), v.minLength(1), v.maxLength(7)),
  from: DayTime,
  to: DayTime,
})
export type Hours = v.InferOutput<typeof Hours>

/** In the order in which they are said. */
export const LanguageTags = v.pipe(v.array(LanguageTag), v.maxLength(6))

export const MediaSeconds = v.pipe(v.number(), v.minValue(2, 'must be at least 2 s'), v.maxValue(3_600))
export const ON_CALL = ['hide', 'shrink'] as const

/** One picture or video. `src` is relative to the page; `seconds` is for pictures, a video is as long as it is. */
export const MediaItem = v.object({
  src: v.string(),
  name: v.string(),
  kind: v.picklist(['picture', 'video']),
  seconds: MediaSeconds,
  /** Empty: always. */
  hours: v.array(Hours),
})
export type MediaItem = v.InferOutput<typeof MediaItem>

export const Media = v.object({
  items: v.array(MediaItem),
  /** What a call does to it: gone at once, or small beside the call where the call keeps its size. */
  onCall: v.picklist(ON_CALL),
})
export type Media = v.InferOutput<typeof Media>

export const ScreenSetup = v.object({
  /** What staff call this screen. */
  name: v.string(),
  /** `ws://host:port/ws`; absent: the relay that served the page. */
  socket: v.exactOptional(v.string()),
  /** Absent: what the page's address says, else `main`. */
  store: v.exactOptional(StoreName),
  /** The kiosk's pages alone; a page of the relay has it behind the `#` of its address. */
  token: v.exactOptional(v.string()),
  /** Only calls to these tills are shown and said; empty: all. */
  zone: v.array(TillNumber),
  /** Of the screen while it does not know the store's own. */
  language: LanguageTag,
  chime: v.boolean(),
  voice: v.boolean(),
  /** A call is said in its own language, then in these. */
  announceLanguages: LanguageTags,
  volume: Volume,
  theme: v.picklist(THEMES),
  colours: v.exactOptional(Colours),
  /** Relative to the page. */
  logo: v.exactOptional(v.string()),
  media: Media,
})
export type ScreenSetup = v.InferOutput<typeof ScreenSetup>

/** A page that is told nothing is a screen all the same. */
export const DEFAULT_SCREEN: ScreenSetup = {
  name: 'screen',
  zone: [],
  language: 'en',
  chime: true,
  voice: true,
  announceLanguages: [],
  // Quieter before the shop is full and after: the evening crowd is small and near.
  volume: [
    { from: '08:00', volume: 1 },
    { from: '20:00', volume: 0.6 },
  ],
  theme: 'dark',
  media: { items: [], onCall: 'hide' },
}
