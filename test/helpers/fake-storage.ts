/**
 * The browser's `Storage` in memory, as far as a page uses it.
 *
 * How to extend: `texts()` shows all that is kept, for a test of what must not be.
 */
export class FakeStorage implements Storage {
  readonly #texts = new Map<string, string>()

  get length(): number {
    return this.#texts.size
  }

  texts(): string[] {
    return [...this.#texts.values()]
  }

  key(index: number): string | null {
    return [...this.#texts.keys()][index] ?? null
  }

  getItem(key: string): string | null {
    return this.#texts.get(key) ?? null
  }

  setItem(key: string, text: string): void {
    this.#texts.set(key, text)
  }

  removeItem(key: string): void {
    this.#texts.delete(key)
  }

  clear(): void {
    this.#texts.clear()
  }
}
