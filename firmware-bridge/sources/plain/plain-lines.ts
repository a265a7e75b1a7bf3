/** The lines that a plain box says, out of its bytes. The only file that imports the line parser. */
import { ReadlineParser } from '@serialport/parser-readline'
import { capLines, EMPTY_CAP } from './line-cap.ts'

export type LineEars = {
  readonly line: (line: string) => void
  /** So many bytes were in no whole line of a permitted length. */
  readonly discarded: (bytes: number) => void
}

/** For one life of the device: half a line of the last life has nothing to do with the next. */
export class PlainLines {
  readonly #ears: LineEars
  readonly #parser: ReadlineParser
  #cap = EMPTY_CAP

  constructor(ears: LineEars) {
    this.#ears = ears
    // Latin-1 keeps each byte a character, whatever noise a board makes; object mode keeps each line by itself.
    this.#parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true })
    this.#parser.on('data', ears.line)
  }

  take(chunk: Buffer): void {
    const { cap, whole, discarded } = capLines(this.#cap, chunk)
    this.#cap = cap
    if (discarded > 0) this.#ears.discarded(discarded)
    if (whole.length > 0) this.#parser.write(whole)
  }

  /** What has not ended will never do. */
  end(): void {
    const { held } = this.#cap
    this.#cap = EMPTY_CAP
    if (held.length > 0) this.#ears.discarded(held.length)
  }
}
