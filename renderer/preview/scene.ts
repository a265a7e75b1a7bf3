/** From an order of the set-up page to what the real screen would show. Pure: the same reducer, view and picture. */
import { reduce } from '../../protocol/reduce.ts'
import { DEFAULT_SETTINGS } from '../../protocol/settings.ts'
import type { PreviewOrder } from '../../protocol/setup.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import { view } from '../../protocol/view.ts'
import { type Picture, picture } from '../screen/picture.ts'

export type ScenePicture = {
  readonly picture: Picture
  /** When it changes by itself, log time; null: never. */
  readonly changesAt: number | null
}

/** A call of the preview has just begun: its time stands still, so that it can be looked at. */
const BEGUN = 1
const OTHERS = 3

/** `now` is log time, ms. */
export function scenePicture(order: PreviewOrder, now: number): ScenePicture {
  const { scene } = order
  const state = stateOf(order, now)
  const seen = view(state, scene === 'calling' || scene === 'also' ? now + BEGUN : now)
  const shown = picture(seen, state, scene === 'offline' ? { kind: 'offline' } : { kind: 'sure' })
  return { picture: shown, changesAt: scene === 'wait' ? seen.changesAt : null }
}

function stateOf({ scene, cashier, language, tills, languages }: PreviewOrder, now: number): State {
  const { board } = DEFAULT_SETTINGS
  const settings = { board: { ...board, linger: 60_000 }, tills, languages }
  const others = tills.filter(({ number }) => number !== cashier).slice(0, OTHERS)
  const before = scene === 'also' ? others.map(({ number }) => number) : []
  const calls = scene === 'calling' || scene === 'also' ? [...before, cashier] : []
  return calls.reduce<State>(
    (state, till, index) => {
      const at = now - (calls.length - 1 - index) * board.hold
      const event = { type: 'call', cashier: till, language, pressedAt: at, source: 'preview' } as const
      return reduce(state, { offset: index + 1, at, event })
    },
    { ...INITIAL_STATE, settings },
  )
}
