/** The page that keys.test.ts looks at: a grid of keys, whose tills the test changes, and what it heard of them. */
import { defaultTill, type Till } from '../../../protocol/settings.ts'
import { KeyGrid } from '../../../renderer/buttons/key-grid.ts'
import { pageClock } from '../../../renderer/client/browser-socket.ts'

declare global {
  interface Window {
    /** Presses and holds, in order. */
    readonly heardKeys: string[]
    /** Keys of these tills; those in `repainted` have got another colour. */
    setTills: (numbers: readonly number[], repainted?: readonly number[]) => void
  }
}

const heardKeys: string[] = []
const list = document.createElement('ul')
document.body.append(list)
const grid = new KeyGrid(list, pageClock, {
  onPress: (cashier) => heardKeys.push(`press ${cashier}`),
  onHold: (cashier) => heardKeys.push(`hold ${cashier}`),
})
const till = (number: number, colour: string | undefined): Till => ({
  ...defaultTill(number),
  ...(colour === undefined ? {} : { colour }),
})
Object.assign(window, {
  heardKeys,
  setTills: (numbers: readonly number[], repainted: readonly number[] = []) =>
    grid.setTills(numbers.map((number) => till(number, repainted.includes(number) ? '#123456' : undefined))),
})
