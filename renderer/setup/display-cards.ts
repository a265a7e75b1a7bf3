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
  const places = inPlace(screens)
  const met = assigned(wishes, places)
  const all = wishes.find(({ display }) => display === 'all')
  const here = places.map((screen, index) => {
    // Twins can have one id.
    const twins = places.slice(0, index).filter(({ id }) => id === screen.id).length
    const key = twins === 0 ? screen.id : `${screen.id}#${twins + 1}`
    return card(key, screen, durableName(screen, screens), met.get(screen) ?? all)
  })
  const unmet = wishes.filter((wish) => wish.display !== 'all' && ![...met.values()].includes(wish))
  return [...here, ...unmet.map((wish, index) => card(`away:${index}`, null, wish.display, wish))]
}

/** As main/displays/plan.ts does it: each wish takes the next free display of its name, the sure names first. */
function assigned(
  wishes: readonly SetupDisplay[],
  places: readonly SetupScreen[],
): ReadonlyMap<SetupScreen, SetupDisplay> {
  const met = new Map<SetupScreen, SetupDisplay>()
  for (const wish of wishes) {
    const exact = places.filter((screen) => isExactly(wish.display, screen))
    const named = exact.length > 0 ? exact : places.filter(({ label }) => isSame(label, wish.display))
    const free = named.filter((screen) => !met.has(screen))
    const left = free.find((screen) => !wishes.some(({ display }) => isExactly(display, screen)))
    const screen = left ?? free[0]
    if (screen) met.set(screen, wish)
  }
  return met
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

function isExactly(display: string, { id, primary }: SetupScreen): boolean {
  return display === 'primary' ? primary : display === id
}

/** People copy labels by hand. */
function isSame(label: string, name: string): boolean {
  return label !== '' && label.trim().toLowerCase() === name.trim().toLowerCase()
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
