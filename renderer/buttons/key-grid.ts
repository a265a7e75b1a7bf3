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

  /** Makes the keys anew of those tills that have changed: the others may be under a finger at this moment. */
  setTills(tills: readonly Till[]): void {
    if (tills === this.#tills || isSame(tills, this.#tills)) return
    this.#tills = tills
    const before = this.#keys
    const stop = before.find(({ button }) => button.tabIndex === 0)
    const isFocused = stop?.button === document.activeElement
    this.#keys = tills.map((till, index) => {
      const key = before[index]
      return key && isSame(key.till, till) ? key : this.#make(till, index)
    })
    this.#put(before)
    this.#place()
    const next = this.#keys.find(({ till }) => till.number === stop?.till.number) ?? this.#keys[0]
    if (next) this.#rove(next)
    if (isFocused) next?.button.focus()
  }

  show(pictureOf: (cashier: number) => KeyPicture): void {
    for (const key of this.#keys) key.show(pictureOf(key.till.number))
  }

  #put(before: readonly KeyView[]): void {
    for (const [index, { cell }] of this.#keys.entries()) {
      const old = before[index]?.cell
      if (old === undefined) this.#list.append(cell)
      else if (old !== cell) old.replaceWith(cell)
    }
    for (const { cell } of before.slice(this.#keys.length)) cell.remove()
  }

  #make(till: Till, index: number): KeyView {
    const key = new KeyView(till, shortcutName(index))
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

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
