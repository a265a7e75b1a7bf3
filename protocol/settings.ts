/**
 * Settings of a store's board. They are entries of the log like anything else, so every screen of a store agrees.
 * The numbers come from the design of the board and from the sight and reading rules for the screen.
 */
import * as v from 'valibot'

/** Till numbers are what customers read: 1 to 99 keeps the numeral as large as the rules ask. */
export const TillNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99))

/** A BCP 47 tag, loosely: `en`, `pt-BR`, `zh-Hans`. Which tags have a catalogue is decided in language/. */
export const LanguageTag = v.pipe(
  v.string(),
  v.maxLength(35),
  v.regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/u, 'must be a language tag such as "en"'),
)

/** The name of a store: it is part of Redis keys, paths and URLs. */
export const StoreName = v.pipe(
  v.string(),
  v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/u, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
)

const ms = (low: number, high: number) =>
  v.pipe(
    v.number(),
    v.integer('must be a whole number of milliseconds'),
    v.minValue(low, `must be at least ${low} ms`),
    v.maxValue(high, `must be at most ${high} ms`),
  )

const boardEntries = {
  /** Longest time a call fills the screen, ms. People read 6 to 8 word groups in 3 to 4 s while walking. */
  hold: ms(2_000, 15_000),
  /** Shortest time a call fills the screen, ms. At 2 s no flash rule can be broken, whatever is pressed. */
  floor: ms(2_000, 15_000),
  /** How long after its start a call stays in the strip of also-called tills, ms. */
  linger: ms(0, 120_000),
  /** Age of a press, ms, above which it is recorded but not shown. */
  staleAfter: ms(1_000, 3_600_000),
  /** Places in the strip. */
  slots: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8)),
}

/** A call must be able to have its floor within its hold; a longer floor would put "Please wait" between two calls. */
const floorWithinHold = <T extends { readonly hold?: number; readonly floor?: number }>() =>
  v.check<T, string>(
    ({ hold, floor }) => hold === undefined || floor === undefined || floor <= hold,
    'floor must not be longer than hold',
  )

export const Board = v.pipe(v.object(boardEntries), floorWithinHold())
export type Board = v.InferOutput<typeof Board>

/** Some of the board's settings: the others stay as they are. */
export const BoardPatch = v.pipe(
  v.object({
    hold: v.exactOptional(boardEntries.hold),
    floor: v.exactOptional(boardEntries.floor),
    linger: v.exactOptional(boardEntries.linger),
    staleAfter: v.exactOptional(boardEntries.staleAfter),
    slots: v.exactOptional(boardEntries.slots),
  }),
  floorWithinHold(),
)
export type BoardPatch = v.InferOutput<typeof BoardPatch>

/**
 * The board after a patch. Where the new hold is shorter than the old floor, or the new floor longer than the old hold,
 * what the patch says stands and the other follows it.
 */
export function patched(board: Board, patch: BoardPatch): Board {
  const next = { ...board, ...patch }
  if (next.floor <= next.hold) return next
  return patch.floor === undefined ? { ...next, floor: next.hold } : { ...next, hold: next.floor }
}

export const ARROWS = ['left', 'right', 'up', 'none'] as const
export type Arrow = (typeof ARROWS)[number]
export const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'star', 'hexagon'] as const
export type Shape = (typeof SHAPES)[number]

/**
 * After Okabe and Ito's palette (2008): blue, vermillion, green, purple, yellow and their black, each darkened (the
 * black lifted) until white text on it reaches 7:1 (WCAG 2.2, 1.4.6), at lightnesses that keep the six apart for
 * people with a colour-vision deficiency too (Machado 2009; smallest distance in OKLab 0.04).
 */
export const TILL_COLOURS = ['#0f4cac', '#731d01', '#07653f', '#7f1186', '#755000', '#3f4247'] as const

export const Till = v.object({
  number: TillNumber,
  /** What the sign at the desk says, where it is not the number ("B2"). */
  label: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(4))),
  arrow: v.picklist(ARROWS),
  /** `#rrggbb`; white text on it must reach 7:1, which the settings check. */
  colour: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/u, 'must be a colour such as "#0a4f86"')),
  shape: v.picklist(SHAPES),
})
export type Till = v.InferOutput<typeof Till>

/** The look of a till nobody has described: colour and shape repeat with periods 6 and 6, shifted by one each round. */
export function defaultTill(number: number): Till {
  const index = number - 1
  const round = Math.floor(index / TILL_COLOURS.length)
  return {
    number,
    arrow: 'none',
    colour: TILL_COLOURS[index % TILL_COLOURS.length] ?? TILL_COLOURS[0],
    shape: SHAPES[(index + round) % SHAPES.length] ?? SHAPES[0],
  }
}

/** Which box is which till: a box's name (`box:A1`, `at:pci-0000:00:14.0-usb-0:2:1.0`) -> the till's number. */
export const BoxTills = v.pipe(
  v.custom<object>((value) => !Array.isArray(value), 'must be an object'),
  v.record(v.pipe(v.string(), v.minLength(1, 'a box has a name'), v.maxLength(200)), TillNumber),
)
export type BoxTills = v.InferOutput<typeof BoxTills>

export type StoreSettings = {
  readonly board: Board
  readonly tills: readonly Till[]
  /** The languages of "Please wait", in turn. */
  readonly languages: readonly string[]
}

export const DEFAULT_SETTINGS: StoreSettings = {
  board: { hold: 3_000, floor: 2_000, linger: 10_000, staleAfter: 20_000, slots: 3 },
  tills: Array.from({ length: 12 }, (_, i) => defaultTill(i + 1)),
  languages: ['en'],
}
