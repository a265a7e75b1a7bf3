/** All keys of the store, their places, and the focus that the arrow keys move among them. */
import type { Clock } from '../../protocol/clock.ts'
import type { Till } from '../../protocol/settings.ts'
import { fitGrid, moved } from './grid.ts'
import { listenToHold } from './hold.ts'
import { type KeyPicture, KeyView } from './key-view.ts'
import { moveOf, shortcutName } from './shortcuts.ts'

export type KeyListener = { readonly onPress: (cashier: number) => void; readonly onHold: (cashier: number) => void }

export class KeyGrid {
  readonly #list: HTMLElement
  readonly #clock: Clock
  readonly #listener: KeyListener
  #tills: readonly Till[] = []
  #keys: KeyView[] = []
  #columns = 1

  constructor(list: HTMLElement, clock: Clock, listener: KeyListener) {
    this.#list = list
    this.#clock = clock
    this.#listener = listener
    // The page's size decides the places, never what is written on a key.
    new ResizeObserver(() => this.#place()).observe(list)
    list.addEventListener('keydown', (event) => this.#onKeydown(event))
  }

  get tills(): readonly Till[] {
    return this.#tills
  }

  /** Makes the keys anew, but only when the store's tills have changed. */
  setTills(tills: readonly Till[]): void {
    if (tills === this.#tills || JSON.stringify(tills) === JSON.stringify(this.#tills)) return
    this.#tills = tills
    this.#keys = tills.map((till, index) => this.#make(till, index))
    this.#list.replaceChildren(...this.#keys.map(({ cell }) => cell))
    this.#place()
  }

  show(pictureOf: (cashier: number) => KeyPicture): void {
    for (const key of this.#keys) key.show(pictureOf(key.till.number))
  }

  #make(till: Till, index: number): KeyView {
    const key = new KeyView(till, shortcutName(index))
    key.button.tabIndex = index === 0 ? 0 : -1
    key.button.addEventListener('focus', () => this.#rove(key))
    listenToHold(key.button, this.#clock, {
      onPress: () => this.#listener.onPress(till.number),
      onHold: () => this.#listener.onHold(till.number),
    })
    return key
  }

  #place(): void {
    const { clientWidth, clientHeight } = this.#list
    const gap = Number.parseFloat(getComputedStyle(this.#list).rowGap) || 0
    const { columns, rows, scrolls } = fitGrid(this.#keys.length, clientWidth, clientHeight, gap)
    this.#columns = columns
    this.#list.style.setProperty('--columns', String(columns))
    this.#list.style.setProperty('--rows', String(rows))
    this.#list.toggleAttribute('data-scrolls', scrolls)
  }

  /** One stop for the Tab key: the key that had the focus last. */
  #rove(current: KeyView): void {
    for (const key of this.#keys) key.button.tabIndex = key === current ? 0 : -1
  }

  #onKeydown(event: KeyboardEvent): void {
    const move = moveOf(event.code)
    const index = this.#keys.findIndex(({ button }) => button === document.activeElement)
    if (!move || index === -1 || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    const rtl = document.documentElement.dir === 'rtl'
    this.#keys[moved(index, move, { columns: this.#columns }, this.#keys.length, rtl)]?.button.focus()
  }
}
