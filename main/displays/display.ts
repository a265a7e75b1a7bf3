/**
 * The displays that are connected, as the plan needs to know them. Tried on Electron 33 under X11:
 *
 * - With an EDID the id is made of maker, product and connector, and lasts over a replug and a restart; the label is the
 *   model's name. Without one the id is the X server's number of the output and the label is empty.
 * - Ids have more than 53 bits, so JavaScript rounds them: two TVs of one model on neighbouring connectors have the SAME
 *   id. Two displays are one only if they are also in one place.
 * - With nothing connected there is one display all the same, with the id 0.
 */

export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** What Electron tells, or the part of it that matters here. */
export type SystemDisplay = {
  readonly id: number
  readonly label: string
  /** In the pixels that all displays share; turned already where the display is. */
  readonly bounds: Bounds
  readonly rotation: number
  readonly internal: boolean
  readonly scaleFactor: number
}

export type Display = SystemDisplay & { readonly primary: boolean }

/** A part of the desktop that one window fills: a display, or several that show the same. */
export type Place = { readonly bounds: Bounds; readonly displays: readonly [Display, ...Display[]] }

const NOTHING_CONNECTED = 0

export function asDisplays(all: readonly SystemDisplay[], primary: SystemDisplay): Display[] {
  return all.map(({ id, label, bounds, rotation, internal, scaleFactor }) => {
    const isPrimary = id === primary.id && sameCorner(bounds, primary.bounds)
    return { id, label, bounds, rotation, internal, scaleFactor, primary: isPrimary }
  })
}

/** Nobody can see anything: a TV that is switched off is often no display at all. */
export function isDark(displays: readonly Display[]): boolean {
  return displays.every(({ id }) => id === NOTHING_CONNECTED)
}

/** From left to right, then from top to bottom: the order in which a person would count them. */
export function placesOf(displays: readonly Display[]): Place[] {
  const places: Place[] = []
  for (const display of displays) {
    const at = places.findIndex(({ bounds }) => sameCorner(bounds, display.bounds))
    const mirrored = places[at]
    if (mirrored) places[at] = joined(mirrored, display)
    else places.push({ bounds: display.bounds, displays: [display] })
  }
  return places.sort((a, b) => a.bounds.x - b.bounds.x || a.bounds.y - b.bounds.y)
}

/** What each of them can show whole: a number that is cut off is worse than an edge that stays dark. */
function joined({ bounds, displays }: Place, display: Display): Place {
  const width = Math.min(bounds.width, display.bounds.width)
  const height = Math.min(bounds.height, display.bounds.height)
  return { bounds: { ...bounds, width, height }, displays: [...displays, display] }
}

function sameCorner(a: Bounds, b: Bounds): boolean {
  return a.x === b.x && a.y === b.y
}
