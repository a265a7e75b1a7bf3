/** Between the settings' wishes for displays and one card a display. Pure. */
import type { SetupDisplay, SetupScreen } from '../../protocol/setup.ts'
import { numbersText, readNumbers } from './number-list.ts'

export type DisplayCard = {
  readonly key: string
  /** Null: the settings name a display that is not connected now. */
  readonly screen: SetupScreen | null
  /** What the settings call it. */
  readonly display: string
  readonly on: boolean
  readonly name: string
  /** Every till is called here, or only those in `tills` ("1-4, 7"). */
  readonly some: boolean
  readonly tills: string
  /** Another line of people; not shown on the page, but kept. */
  readonly store: string | undefined
}

export function cardsOf(wishes: readonly SetupDisplay[], screens: readonly SetupScreen[]): DisplayCard[] {
  const here = inPlace(screens).map((screen) => {
    const wish = wishes.find((one) => isFor(one.display, screen))
    return card(screen.id, screen, durableName(screen, screens), wish)
  })
  const away = wishes.filter(({ display }) => display !== 'all' && !screens.some((screen) => isFor(display, screen)))
  return [...here, ...away.map((wish) => card(`away:${wish.display}`, null, wish.display, wish))]
}

/** Displays as the settings name them: "all" where all show the same, so that one plugged in later does too. */
export function wishesOf(cards: readonly DisplayCard[]): SetupDisplay[] {
  const on = cards.filter((one) => one.on)
  const alike = on.every(({ name, some, store }) => name.trim() === '' && !some && store === undefined)
  const everywhere = cards.length > 1 && on.length === cards.length && cards.every(({ screen }) => screen !== null)
  if (alike && everywhere) return [{ display: 'all' }]
  return on.map(({ display, name, some, tills, store }) => ({
    display,
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(some ? { tills: readNumbers(tills) ?? [] } : {}),
    ...(store === undefined ? {} : { store }),
  }))
}

/** The order in which they stand: row by row would be wrong for two that are not quite level, so by their left edges. */
function inPlace(screens: readonly SetupScreen[]): SetupScreen[] {
  return screens.toSorted((a, b) => a.x - b.x || a.y - b.y)
}

function isFor(display: string, { id, label, primary }: SetupScreen): boolean {
  return display === 'all' || (display === 'primary' && primary) || display === id || display === label
}

/** What means the same on the next PC: "primary", else the label if no other has it, else the id. */
function durableName(screen: SetupScreen, screens: readonly SetupScreen[]): string {
  if (screen.primary) return 'primary'
  const alike = screens.filter(({ label }) => label === screen.label)
  return screen.label !== '' && alike.length === 1 ? screen.label : screen.id
}

function card(key: string, screen: SetupScreen | null, display: string, wish: SetupDisplay | undefined): DisplayCard {
  return {
    key,
    screen,
    display,
    on: wish !== undefined,
    name: wish?.name ?? '',
    some: wish?.tills !== undefined,
    tills: numbersText(wish?.tills ?? []),
    store: wish?.store,
  }
}
