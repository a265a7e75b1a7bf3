/**
 * What a key of a Stream Deck shows: its till's sign, shape and colour, and what became of its press. Pure.
 *
 * Every state has a form of its own, so that a key is read without its colour too: a closed till is dark with a bar, one
 * that waits has as many dots as callers are before it, one that is on the screen is inverted, a failure has a mark.
 */
import type { Shape, Till } from '../../../protocol/settings.ts'
import type { Desks } from '../../desks.ts'
import { canWrite, GLYPH_HEIGHT, PEN, type Point, penStrokes, textStrokes } from './streamdeck-glyphs.ts'
import {
  type Colour,
  circle,
  colourOf,
  drawn,
  type Form,
  type Layer,
  paint,
  polygon,
  rectangle,
  rim,
  type Size,
} from './streamdeck-paint.ts'

export type KeyState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'waiting'; readonly behind: number }
  | { readonly kind: 'shown' }
  /** Called, and still in the strip. */
  | { readonly kind: 'called' }
  /** The press failed, or the log cannot be reached. */
  | { readonly kind: 'failed' }

export type KeyFace = { readonly till: Till; readonly state: KeyState; readonly help: boolean }

/** What the key of this till has to show now. */
export function keyFace(desks: Desks, till: Till): KeyFace {
  return { till, state: keyState(desks, till.number), help: desks.wantsHelp(till.number) }
}

function keyState(desks: Desks, cashier: number): KeyState {
  if (desks.lamp(cashier) === 'double') return { kind: 'failed' }
  const desk = desks.desk(cashier)
  return desk.kind === 'waiting' ? { kind: 'waiting', behind: desk.behind } : { kind: desk.kind }
}

/** The picture, RGB. `face` undefined: a key without a till, which is dark. */
export function drawKey(size: Size, face: KeyFace | undefined): Uint8Array {
  if (!face) return paint(size, BLACK, [])
  const { ground, ink } = coloursOf(face)
  const layers = [...ground.layers, ...signLayers(face, ink), ...bandLayers(face.state)]
  return paint(size, ground.colour, face.help ? [...layers, ...HELP_MARK] : layers)
}

const BLACK: Colour = [0, 0, 0]
const WHITE: Colour = [255, 255, 255]
const DARK = colourOf('#14181d')
const GREY = colourOf('#aeb7c2')
const AMBER = colourOf('#ffb938')
const GREEN = colourOf('#4be38f')
const CORAL = colourOf('#ff8f7d')

const WHOLE = rectangle(-50, -50, 50, 50, 10)
/** A band along the lower edge tells the state; above it is the sign. */
const BAND_TOP = 24

type Ground = { readonly colour: Colour; readonly layers: readonly Layer[] }

function coloursOf({ till, state }: KeyFace): { ground: Ground; ink: Colour } {
  const colour = colourOf(till.colour)
  switch (state.kind) {
    case 'closed':
      return { ground: { colour: BLACK, layers: [layer(WHOLE, DARK), layer(rim(WHOLE, 5), colour)] }, ink: GREY }
    case 'shown':
      return { ground: { colour: BLACK, layers: [layer(WHOLE, WHITE)] }, ink: colour }
    case 'failed':
      return { ground: { colour: BLACK, layers: [layer(rim(WHOLE, 4), CORAL)] }, ink: WHITE }
    default:
      return { ground: { colour: BLACK, layers: [layer(WHOLE, colour)] }, ink: WHITE }
  }
}

function signLayers({ till, state }: KeyFace, ink: Colour): Layer[] {
  const tall = state.kind === 'idle'
  const [middle, height] = tall ? [9, 66] : [-2, 48]
  return [layer(shapeForm(till.shape, -37.5, -38, 9.5), ink), layer(signForm(till, middle, height), ink)]
}

/** The till's label, or its number where the label has characters that have no glyph here. */
function signForm({ label = '', number }: Till, middle: number, height: number): Form {
  const { strokes, width } = textStrokes(canWrite(label) ? label : String(number))
  const scale = Math.min(height / GLYPH_HEIGHT, 84 / width)
  const place = ([x, y]: Point): Point => [(x - width / 2) * scale, middle + (y - GLYPH_HEIGHT / 2) * scale]
  return drawn(strokes, PEN * scale, place)
}

function bandLayers(state: KeyState): Layer[] {
  switch (state.kind) {
    case 'idle':
      return []
    case 'closed':
      return [pen('M-16 36 L16 36', 8, GREY)]
    case 'waiting':
      return [layer(BAND, AMBER), ...dots(state.behind)]
    case 'shown':
      return [layer(BAND, GREEN), pen('M-11 29 L11 29 L11 40 L-11 40 L-11 29 M-6 45.5 L6 45.5', 3.4, BLACK)]
    case 'called':
      return [pen('M-11 37 L-3 44 L11 29', 6.5, WHITE)]
    case 'failed':
      return [layer(BAND, CORAL), pen('M0 29 L0 36.5', 7.5, BLACK), layer(circle(0, 44.5, 3.7), BLACK)]
  }
}

/** One for each caller before this one; more than five look like five. */
function dots(behind: number): Layer[] {
  const count = Math.min(Math.max(behind, 1), 5)
  return Array.from({ length: count }, (_, index) => {
    const x = (index - (count - 1) / 2) * 15
    return layer(circle(x, 37, 5.2), BLACK)
  })
}

const BAND = bandForm()

/** The lower part of the key, with its lower corners rounded like the key's own. */
function bandForm(): Form {
  return { box: { ...WHOLE.box, top: BAND_TOP }, distance: (x, y) => Math.max(WHOLE.distance(x, y), BAND_TOP - y) }
}

/** White on black with a white rim: it stands out on every ground. */
const HELP_MARK: readonly Layer[] = [
  layer(circle(36, -36, 12.5), WHITE),
  layer(circle(36, -36, 11), BLACK),
  pen('M32 -38.5 E32 -43 36 -43 E40.5 -43 40.5 -39 E40.5 -36 36.5 -35 L36 -33', 3, WHITE),
  layer(circle(36, -28.8, 1.9), WHITE),
]

function pen(path: string, thick: number, colour: Colour): Layer {
  return layer(
    drawn(penStrokes(path), thick, (point) => point),
    colour,
  )
}

function shapeForm(shape: Shape, x: number, y: number, radius: number): Form {
  switch (shape) {
    case 'circle':
      return circle(x, y, radius * 0.92)
    case 'square':
      return rectangle(x - radius * 0.82, y - radius * 0.82, x + radius * 0.82, y + radius * 0.82)
    case 'triangle':
      return corners(3, x, y + radius * 0.18, radius * 1.12)
    case 'diamond':
      return corners(4, x, y, radius * 1.05)
    case 'star':
      return corners(5, x, y + radius * 0.06, radius * 1.1, radius * 0.5)
    case 'hexagon':
      return corners(6, x, y, radius)
  }
}

/** A regular polygon with a corner on top; with an inner radius a star. */
function corners(count: number, x: number, y: number, outer: number, inner = outer): Form {
  const steps = inner === outer ? count : count * 2
  const points = Array.from({ length: steps }, (_, step): Point => {
    const radius = inner !== outer && step % 2 === 1 ? inner : outer
    const angle = (2 * Math.PI * step) / steps - Math.PI / 2
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  })
  return polygon(points)
}

function layer(form: Form, colour: Colour): Layer {
  return { form, colour }
}
