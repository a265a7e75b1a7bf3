/** The displays drawn in place and proportion, as they stand on the desk or hang on the wall; a press turns one on. */
import type { SetupScreen } from '../../protocol/setup.ts'
import type { DisplayCard } from './display-cards.ts'
import { button, el } from './dom.ts'
import { WORDS } from './words.ts'

const { displays: SAID } = WORDS
/** Of the map's width: a wall of displays side by side fills it, one alone stays small. */
const WIDEST = 0.94
const TALLEST = 0.5
const ALONE = 0.5

export function displayName(card: DisplayCard, place: number): string {
  if (!card.screen) return SAID.away(card.display)
  return card.screen.label === '' ? SAID.unnamed(place) : card.screen.label
}

export function displayMap(onToggle: (key: string) => void) {
  const element = el('div', { class: 'map', role: 'group', 'aria-label': SAID.map })
  let shown = ''
  return {
    element,
    show(cards: readonly DisplayCard[]) {
      const here = cards.flatMap((card, index) =>
        card.screen ? [{ card, screen: card.screen, place: index + 1 }] : [],
      )
      const wanted = JSON.stringify(here)
      if (wanted === shown) return
      shown = wanted
      const focused = element.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : null
      const frame = frameOf(here.map(({ screen }) => screen))
      element.style.setProperty('aspect-ratio', String(1 / frame.height))
      element.replaceChildren(
        ...here.map(({ card, screen, place }) => tile(card, screen, place, frame, () => onToggle(card.key))),
      )
      for (const child of element.children) {
        if (child instanceof HTMLElement && focused && child.dataset['key'] === focused) child.focus()
      }
    },
  }
}

/** Of all displays together, scaled so that the map is 1 wide. */
type Frame = {
  readonly x: number
  readonly y: number
  readonly scale: number
  readonly dx: number
  readonly height: number
}

function frameOf(screens: readonly SetupScreen[]): Frame {
  const x = Math.min(...screens.map((one) => one.x))
  const y = Math.min(...screens.map((one) => one.y))
  const width = Math.max(...screens.map((one) => one.x + one.width)) - x
  const height = Math.max(...screens.map((one) => one.y + one.height)) - y
  const scale = Math.min((screens.length === 1 ? ALONE : WIDEST) / width, TALLEST / height)
  return { x, y, scale, dx: (1 - width * scale) / 2, height: height * scale + 2 * MARGIN }
}
const MARGIN = 0.03

function tile(card: DisplayCard, screen: SetupScreen, place: number, frame: Frame, onPress: () => void): HTMLElement {
  const percent = (value: number) => `${(value * 100).toFixed(3)}%`
  const lines = [
    el('span', { class: 'display-name' }, [displayName(card, place)]),
    el('span', { class: 'display-size' }, [WORDS.preview.size(screen.width, screen.height)]),
    ...(screen.primary ? [el('span', { class: 'display-size' }, [SAID.primary])] : []),
    el('span', { class: 'display-state' }, [card.on ? SAID.shows : SAID.off]),
  ]
  const element = button('display', lines, onPress)
  element.setAttribute('aria-pressed', String(card.on))
  element.dataset['key'] = card.key
  const { style } = element
  style.setProperty('left', percent(frame.dx + (screen.x - frame.x) * frame.scale))
  style.setProperty('top', percent(((screen.y - frame.y) * frame.scale + MARGIN) / frame.height))
  style.setProperty('width', percent(screen.width * frame.scale))
  style.setProperty('height', percent((screen.height * frame.scale) / frame.height))
  return element
}
