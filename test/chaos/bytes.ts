/** A list of bytes that grows as it is written to: a million small facts in a megabyte. */
export class Bytes {
  #bytes = new Uint8Array(1_024)

  /** 0 where nothing was written. */
  get(index: number): number {
    return this.#bytes[index] ?? 0
  }

  set(index: number, value: number): void {
    if (index >= this.#bytes.length) {
      const larger = new Uint8Array(Math.max(index + 1, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[index] = value
  }

  get length(): number {
    return this.#bytes.length
  }
}
