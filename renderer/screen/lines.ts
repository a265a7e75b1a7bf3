/** Breaks a short text into lines so that it can be set as large as its box allows. Pure. */

export type Fitted = { readonly lines: readonly string[]; readonly size: number }
export type TextBox = {
  readonly width: number
  readonly height: number
  readonly leading: number
  readonly most: number
}

/**
 * The breaking, at spaces only and into at most `most` lines, that gives the largest size; of equal ones the most even.
 * `width` is at size 1.
 */
export function fitLines(text: string, box: TextBox, width: (line: string) => number): Fitted {
  let best: Fitted = { lines: [text], size: 0 }
  let narrowest = Infinity
  for (const lines of breakings(text.split(' '), box.most)) {
    const widest = Math.max(...lines.map(width))
    const size = Math.min(box.width / widest, box.height / (lines.length * box.leading))
    if (size < best.size || (size === best.size && widest >= narrowest)) continue
    best = { lines, size }
    narrowest = widest
  }
  return best
}

function* breakings(words: readonly string[], most: number): Generator<string[]> {
  yield [words.join(' ')]
  if (most <= 1) return
  for (let cut = 1; cut < words.length; cut++) {
    const head = words.slice(0, cut).join(' ')
    for (const tail of breakings(words.slice(cut), most - 1)) yield [head, ...tail]
  }
}
