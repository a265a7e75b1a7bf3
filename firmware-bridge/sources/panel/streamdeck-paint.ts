/**
 * A small painter: forms one over another, into the bytes of a key's picture. Pure.
 *
 * A form tells for each point how far it is from its edge, inside less than 0. From the distance comes how much of a
 * pixel the form covers, so edges are smooth at any size, and no image library is needed.
 */
import type { Point, Stroke } from './streamdeck-glyphs.ts'

export type Form = {
  /** Outside of it the form is not asked. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
  readonly distance: (x: number, y: number) => number
}
export type Colour = readonly [red: number, green: number, blue: number]
export type Layer = { readonly form: Form; readonly colour: Colour }

/** Pictures are painted in a square from -50 to 50, whatever their size in pixels. */
const SPAN = 100

export type Size = { readonly width: number; readonly height: number }

/** Three bytes a pixel, the rows from the top; the square lies in the middle of the picture. */
export function paint(size: Size, ground: Colour, layers: readonly Layer[]): Uint8Array {
  const picture = new Uint8Array(size.width * size.height * 3)
  for (let at = 0; at < picture.length; at += 3) picture.set(ground, at)
  for (const { form, colour } of layers) cover(picture, size, form, colour)
  return picture
}

/** Lays a form over a picture. */
function cover(picture: Uint8Array, size: Size, { box, distance }: Form, [red, green, blue]: Colour): void {
  const { width, height } = size
  const unit = SPAN / Math.min(width, height)
  const last = (at: number, pixels: number) => Math.min(pixels - 1, Math.ceil(at / unit + pixels / 2))
  const first = (at: number, pixels: number) => Math.max(0, Math.floor(at / unit + pixels / 2) - 1)
  for (let row = first(box.top, height); row <= last(box.bottom, height); row++) {
    for (let column = first(box.left, width); column <= last(box.right, width); column++) {
      const away = distance((column + 0.5 - width / 2) * unit, (row + 0.5 - height / 2) * unit) / unit
      if (away >= 0.5) continue
      const part = Math.min(1, 0.5 - away)
      const at = (row * width + column) * 3
      picture[at] = mix(picture[at], red, part)
      picture[at + 1] = mix(picture[at + 1], green, part)
      picture[at + 2] = mix(picture[at + 2], blue, part)
    }
  }
}

function mix(under = 0, over: number, part: number): number {
  return Math.round(under + (over - under) * part)
}

/** `#rrggbb`. */
export function colourOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]
}

export function circle(x: number, y: number, radius: number): Form {
  return {
    box: { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius },
    distance: (px, py) => length(px - x, py - y) - radius,
  }
}

/** A rectangle with its corners rounded. */
export function rectangle(left: number, top: number, right: number, bottom: number, round = 0): Form {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  const [halfWidth, halfHeight] = [(right - left) / 2 - round, (bottom - top) / 2 - round]
  return {
    box: { left, top, right, bottom },
    distance: (px, py) => {
      const [dx, dy] = [Math.abs(px - x) - halfWidth, Math.abs(py - y) - halfHeight]
      return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - round
    },
  }
}

export function polygon(points: readonly Point[]): Form {
  return {
    box: boxOf(points, 0),
    distance: (x, y) => {
      let nearest = Number.POSITIVE_INFINITY
      let inside = false
      for (const [index, a] of points.entries()) {
        const b = points[(index + 1) % points.length] ?? a
        nearest = Math.min(nearest, fromLine(x, y, a, b))
        if (a[1] > y !== b[1] > y && x < a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) inside = !inside
      }
      return inside ? -nearest : nearest
    },
  }
}

/** Strokes of a round pen; `place` says where their points lie in the picture. */
export function drawn(strokes: readonly Stroke[], pen: number, place: (point: Point) => Point): Form {
  const placed = strokes.map((stroke) => stroke.map(place))
  return {
    box: boxOf(placed.flat(), pen / 2),
    distance: (x, y) => {
      let nearest = Number.POSITIVE_INFINITY
      for (const stroke of placed) {
        for (let index = 1; index < stroke.length; index++) {
          const [a, b] = [stroke[index - 1], stroke[index]]
          if (a && b) nearest = Math.min(nearest, fromLine(x, y, a, b))
        }
      }
      return nearest - pen / 2
    },
  }
}

/** What lies in the form, but not within `width` of its edge, is taken away. */
export function rim(form: Form, width: number): Form {
  return { box: form.box, distance: (x, y) => Math.abs(form.distance(x, y) + width / 2) - width / 2 }
}

function boxOf(points: readonly Point[], more: number): Form['box'] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return {
    left: Math.min(...xs) - more,
    top: Math.min(...ys) - more,
    right: Math.max(...xs) + more,
    bottom: Math.max(...ys) + more,
  }
}

function fromLine(x: number, y: number, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / square))
  return length(x - a[0] - along * dx, y - a[1] - along * dy)
}

/** Math.hypot guards against overflow, and takes ten times as long. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y)
}
