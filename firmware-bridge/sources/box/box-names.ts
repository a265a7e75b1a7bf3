/**
 * What a box is called: `box:<id>` by the id that it tells, `at:<place>` by where it is plugged in.
 *
 * The id goes with the box wherever it is plugged in, so it is the surer name. But ids can be copied (a whole batch was
 * flashed with one image): while two connected boxes tell the same id, it names neither, and only the place is left.
 */
export class BoxNames {
  /** By place; connected boxes only. */
  readonly #ids = new Map<string, string>()

  /** The box that is plugged in at `place` tells this id. */
  arrive(place: string, id: string): void {
    this.#ids.set(place, id)
  }

  leave(place: string): void {
    this.#ids.delete(place)
  }

  /** Whether it is connected, and another connected box tells the same id. */
  isDoubted(place: string, id: string): boolean {
    if (this.#ids.get(place) !== id) return false
    for (const [other, said] of this.#ids) if (said === id && other !== place) return true
    return false
  }

  /** The names of the box at `place`, the surest first. Ask anew each time: another box may come and take its id. */
  of(place: string, id: string | undefined): readonly string[] {
    const at = `at:${place}`
    return id === undefined || this.isDoubted(place, id) ? [at] : [`box:${id}`, at]
  }
}
