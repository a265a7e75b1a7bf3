/** Where pictures and videos are: over the foot band while nobody is called, or beside a call that keeps its size. Pure. */
import { LANDSCAPE, layCall } from '../call-layout.ts'
import { type Box, inkHeight, type Size } from '../geometry.ts'
import type { CallInk, CallLayout, CallOrder, Field } from '../layout.ts'

/** Of the shorter side: clear of the screen's edge by more than the drift, and no more than that. */
const MAT = 0.022
/** What is read from far away may not get smaller than this, of the field's height. */
const LEAST = { name: 0.52, word: 0.21 } as const
/** Widths of what stands beside a call, of the field's: the largest that lets the call keep its size. */
const SHARES = [0.34, 0.31, 0.28, 0.25, 0.22, 0.19, 0.16] as const
const MARGIN = 0.04

export type WaitPlaces = {
  readonly mat: number
  readonly media: Box
  /** Height of the line with "Please wait" and the clock. */
  readonly band: number
}

/** While nobody is called. `notice` is the height of a notice over the band, 0 without one. */
export function placesWaiting(field: Field, strip: number, notice: number): WaitPlaces {
  const portrait = field.width < field.height
  const mat = Math.min(field.width, field.height) * MAT
  const band = field.height * (portrait ? 0.1 : 0.135)
  // The strip has its own line where the band is too narrow for it, kept free so that no picture ever jumps.
  const foot = band + notice + (portrait ? strip + mat : 0)
  const media = { x: mat, y: mat, width: field.width - 2 * mat, height: field.height - mat - foot - mat / 2 }
  return { mat, media, band }
}

export type BesideCall = {
  readonly layout: CallLayout
  /** How far the call's own field begins from the left. */
  readonly left: number
  readonly media: Box
}

/** Null: there is no room for anything but the call. */
export function placesCalling(field: Field, ink: CallInk, order: CallOrder): BesideCall | null {
  for (const share of SHARES) {
    const width = field.width * (1 - share)
    if (width < field.height * LANDSCAPE) continue
    const layout = layCall({ ...field, width }, ink, order)
    if (keepsSize(layout, ink, field)) return beside(field, width, ink, layout, order)
  }
  return null
}

function keepsSize(layout: CallLayout, ink: CallInk, { height }: Field): boolean {
  const word = ink.word.tall * layout.word.size >= LEAST.word * height
  return word && inkHeight(ink.name) * layout.name.size >= LEAST.name * height
}

/** On the side away from the arrow: nothing may stand between the number and where it sends people. */
function beside(field: Field, width: number, ink: CallInk, layout: CallLayout, order: CallOrder): BesideCall {
  const margin = Math.min(field.width, field.height) * MARGIN
  const onLeft = order.arrow === 'right' || (order.arrow !== 'left' && order.direction === 'rtl')
  const { baseline, size } = layout.name
  const media = {
    x: onLeft ? margin : width,
    y: baseline - ink.name.ascent * size,
    width: field.width - width - margin,
    height: inkHeight(ink.name) * size,
  }
  return { layout, left: onLeft ? field.width - width : 0, media }
}

/** Of `size`'s own proportions, as large as `box` lets it, in its middle. */
export function fitted(size: Size, box: Box): Box {
  if (size.width === 0 || size.height === 0) return box
  const scale = Math.min(box.width / size.width, box.height / size.height)
  const [width, height] = [size.width * scale, size.height * scale]
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height }
}
