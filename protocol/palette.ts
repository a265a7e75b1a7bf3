/**
 * The colours of a page from a store's own ground and text: raised, quiet, line and focus are made from the two so that
 * whatever is read on whatever lies below it still reaches 7:1. Pure.
 */
import { contrast, ENOUGH_CONTRAST } from './contrast.ts'
import type { Colours } from './screen-setup.ts'

export type Palette = {
  readonly scheme: 'dark' | 'light'
  readonly ground: string
  /** Of what lies on the ground: buttons, cards. */
  readonly raised: string
  /** Edges; nothing is read by them. */
  readonly line: string
  readonly text: string
  /** Of what matters less; still read from far away. */
  readonly quiet: string
  readonly focus: string
}

/** How far each goes from the ground towards the text where contrast lets it. */
const RAISED = 0.07
const LINE = 0.22
/** How far quiet text goes from the text towards the ground. */
const QUIET = 0.3
const STEP = 0.01
const FOCUS = ['#ffd54a', '#0f4cac'] as const

/** Null: the two colours themselves are not apart enough to be read, and the theme's own must stay. */
export function paletteOf({ ground, text }: Colours): Palette | null {
  if (contrast(ground, text) < ENOUGH_CONTRAST) return null
  const raised = farthest(ground, text, RAISED, (colour) => contrast(colour, text) >= ENOUGH_CONTRAST)
  const onBoth = (colour: string) => Math.min(contrast(colour, ground), contrast(colour, raised)) >= ENOUGH_CONTRAST
  return {
    scheme: contrast(ground, '#ffffff') >= contrast(ground, '#000000') ? 'dark' : 'light',
    ground,
    raised,
    line: mix(ground, text, LINE),
    text,
    quiet: farthest(text, ground, QUIET, onBoth),
    focus: FOCUS.find(onBoth) ?? text,
  }
}

/** `share` of the way from one colour to the other, each channel as it is written. */
export function mix(from: string, to: string, share: number): string {
  const ends = channels(to)
  const mixed = channels(from).map((value, index) => Math.round(value + ((ends[index] ?? value) - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** As far from `from` towards `to` as `most` and the condition let it go; `from` itself where nothing more will do. */
function farthest(from: string, to: string, most: number, enough: (colour: string) => boolean): string {
  for (let share = most; share > 0; share -= STEP) {
    const colour = mix(from, to, share)
    if (enough(colour)) return colour
  }
  return from
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16))
}
