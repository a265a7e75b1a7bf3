/** The tills in the order in which they stand in the room, and what can be done to them. Pure. */
import { type Arrow, defaultTill } from '../../protocol/settings.ts'
import { type TillForm, tillForm } from './form.ts'

const MOST = 99

/** As many tills as wanted: new ones get the next free numbers, those at the right end go first. */
export function withCount(tills: readonly TillForm[], count: number): TillForm[] {
  const wanted = Math.min(MOST, Math.max(1, count))
  const room = tills.slice(0, wanted)
  while (room.length < wanted) room.push(newTill(room))
  return room
}

export function moved(tills: readonly TillForm[], key: number, to: number): readonly TillForm[] {
  const from = tills.findIndex((till) => till.key === key)
  const till = tills[from]
  if (!till || to < 0 || to >= tills.length || to === from) return tills
  return tills.toSpliced(from, 1).toSpliced(to, 0, till)
}

export function changed(tills: readonly TillForm[], key: number, patch: Partial<TillForm>): TillForm[] {
  return tills.map((till) => (till.key === key ? { ...till, ...patch } : till))
}

/** Arrows for a screen that hangs behind `left` tills, seen from the left end of the room. */
export function pointedFrom(tills: readonly TillForm[], left: number): TillForm[] {
  return tills.map((till, index): TillForm => ({ ...till, arrow: (index < left ? 'left' : 'right') satisfies Arrow }))
}

function newTill(tills: readonly TillForm[]): TillForm {
  const taken = new Set(tills.map(({ number }) => Number(number)))
  let free = 1
  while (taken.has(free)) free++
  return tillForm(defaultTill(free), Math.max(-1, ...tills.map(({ key }) => key)) + 1)
}
