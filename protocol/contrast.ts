/** Contrast as WCAG 2.2 defines it (relative luminance, success criterion 1.4.6). */

/** What AAA asks of text; here it holds for every mark on the screen, which is read from ten metres. */
export const ENOUGH_CONTRAST = 7

/** From 1 (none) to 21 (black on white). Colours are `#rrggbb`; anything else is a RangeError. */
export function contrast(one: string, other: string): number {
  const a = luminance(one)
  const b = luminance(other)
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** White, or near-black where a store has chosen a light colour: whichever reads better on it. */
export function inkOn(colour: string): '#ffffff' | '#0b0d10' {
  return contrast(colour, '#ffffff') >= contrast(colour, '#0b0d10') ? '#ffffff' : '#0b0d10'
}

function luminance(colour: string): number {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(colour)
  if (!digits) throw new RangeError(`not a colour such as "#0f4cac": ${colour}`)
  const [red = 0, green = 0, blue = 0] = digits.slice(1).map((pair) => linear(Number.parseInt(pair, 16) / 255))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** IEC 61966-2-1; WCAG 2.2 corrected its threshold to 0.04045. */
function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}
