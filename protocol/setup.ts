/**
 * What the set-up page and the kiosk's main process tell each other: what is set now, what shall be set, what became
 * of it. The draft is checked twice: here by shape, and before it is written by the program's own settings.
 */
import * as v from 'valibot'
import { Colours, LanguageTags, THEMES, Volume } from './screen-setup.ts'
import { LanguageTag, StoreName, Till, TillNumber } from './settings.ts'

const text = (least: number, most: number) => v.pipe(v.string(), v.minLength(least), v.maxLength(most))
const measure = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high))

/** Where the log is. */
export const SetupLine = v.variant('kind', [
  /** This PC has relay and buttons of its own: `cashierq up`. */
  v.strictObject({ kind: v.literal('own') }),
  v.strictObject({ kind: v.literal('central'), relay: text(1, 500), token: v.exactOptional(text(1, 4_000)) }),
])
export type SetupLine = v.InferOutput<typeof SetupLine>

/** One window, as the settings have it. */
export const SetupDisplay = v.strictObject({
  /** `primary`, `all`, a display's id or its label. */
  display: text(1, 100),
  name: v.exactOptional(text(1, 60)),
  tills: v.exactOptional(v.pipe(v.array(TillNumber), v.minLength(1), v.maxLength(99))),
  store: v.exactOptional(StoreName),
})
export type SetupDisplay = v.InferOutput<typeof SetupDisplay>

/** What becomes of the staff PIN. Digits go one way: nobody who opens the page can read the old ones. */
export const SetupPin = v.variant('kind', [
  v.strictObject({ kind: v.literal('keep') }),
  v.strictObject({ kind: v.literal('none') }),
  v.strictObject({
    kind: v.literal('new'),
    digits: v.pipe(v.string(), v.regex(/^\d{4,12}$/u, 'must be 4 to 12 digits')),
  }),
])
export type SetupPin = v.InferOutput<typeof SetupPin>

export const SetupDraft = v.strictObject({
  line: SetupLine,
  store: StoreName,
  screenName: text(1, 60),
  /** Of "Please wait", in turn; a press that names no language is in the first. */
  languages: v.pipe(v.array(LanguageTag), v.minLength(1), v.maxLength(20)),
  announceLanguages: LanguageTags,
  tills: v.pipe(v.array(Till), v.minLength(1), v.maxLength(99)),
  chime: v.boolean(),
  voice: v.boolean(),
  volume: Volume,
  displays: v.pipe(v.array(SetupDisplay), v.minLength(1), v.maxLength(16)),
  theme: v.picklist(THEMES),
  colours: v.exactOptional(Colours),
  logo: v.exactOptional(text(1, 1_000)),
  pin: SetupPin,
  diagonalInches: measure(5, 200),
  readingMetres: measure(0.5, 50),
})
export type SetupDraft = v.InferOutput<typeof SetupDraft>

/** A display as the system has it; place and size in the system's own pixels, which all displays share. */
export const SetupScreen = v.object({
  id: v.string(),
  label: v.string(),
  x: v.number(),
  y: v.number(),
  width: v.pipe(v.number(), v.minValue(1)),
  height: v.pipe(v.number(), v.minValue(1)),
  primary: v.boolean(),
})
export type SetupScreen = v.InferOutput<typeof SetupScreen>

export const SetupFacts = v.object({
  /** Where the settings are kept. */
  file: v.string(),
  /** Nothing has been set yet. */
  first: v.boolean(),
  /** What of the file cannot be read; the draft has defaults in its place. */
  problems: v.array(v.string()),
  draft: SetupDraft,
  pinSet: v.boolean(),
  screens: v.array(SetupScreen),
  /** For the self-check, ms. */
  holdMs: v.number(),
  floorMs: v.number(),
})
export type SetupFacts = v.InferOutput<typeof SetupFacts>

export const Saved = v.variant('kind', [
  v.object({ kind: v.literal('saved') }),
  /** `setting` is a name in cashierq.json; or `draft` or `file` where none is to blame. */
  v.object({ kind: v.literal('refused'), setting: v.string(), reason: v.string() }),
])
export type Saved = v.InferOutput<typeof Saved>

export const Tried = v.variant('kind', [
  /** There is a relay, and a press would reach a screen; `roundTripMs` is through its log. */
  v.object({ kind: v.literal('reached'), roundTripMs: v.number() }),
  /** There is a relay, but a press would not reach a screen. */
  v.object({ kind: v.literal('not-ready'), reason: v.string() }),
  v.object({ kind: v.literal('not'), reason: v.string() }),
])
export type Tried = v.InferOutput<typeof Tried>

/** What the preview can show. */
export const SCENES = ['wait', 'calling', 'also', 'offline'] as const
export type Scene = (typeof SCENES)[number]

/** Set-up page -> preview, by `postMessage`. */
export const PreviewOrder = v.object({
  kind: v.literal('cashierq-preview'),
  scene: v.picklist(SCENES),
  /** The till that is called. */
  cashier: TillNumber,
  /** Of the call. */
  language: LanguageTag,
  languages: v.pipe(v.array(LanguageTag), v.minLength(1)),
  tills: v.array(Till),
  theme: v.picklist(THEMES),
  colours: v.exactOptional(Colours),
})
export type PreviewOrder = v.InferOutput<typeof PreviewOrder>

/** Preview -> set-up page: it can be told now. */
export const PREVIEW_READY = 'cashierq-preview-ready'

/** `undefined`: it is nothing of ours. */
export function decodePreviewOrder(data: unknown): PreviewOrder | undefined {
  const result = v.safeParse(PreviewOrder, data)
  return result.success ? result.output : undefined
}

/** @throws ValiError for an answer that is none. */
export const decodeFacts = (data: unknown): SetupFacts => v.parse(SetupFacts, data)
export const decodeSaved = (data: unknown): Saved => v.parse(Saved, data)
export const decodeTried = (data: unknown): Tried => v.parse(Tried, data)
