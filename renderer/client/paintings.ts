/**
 * What the screen has painted and the relay does not know yet. Pure.
 *
 * Only what came live, to a page that somebody can see, is worth a word: when a screen catches up, or its display was
 * asleep, the time until the painting says nothing about the way of a press. An entry counts as painted with the first
 * frame drawn from a state that holds it; whether that state shows its call at once or after another one is the schedule's.
 */
export type Painted = { readonly offset: number; readonly at: number }

export type Paintings = {
  /** Somebody could see the page. */
  readonly seen: boolean
  /** Offsets that came live and wait for their frame, oldest first. */
  readonly awaited: readonly number[]
  /** To be said with the next ping. */
  readonly painted: readonly Painted[]
}

/** As many as a ping may say (protocol/message.ts); of more, the newest. */
const MOST = 50

/** A page that never says it is seen reports nothing: a program, a page of buttons. */
export const NOTHING_PAINTED: Paintings = { seen: false, awaited: [], painted: [] }

export function seen(paintings: Paintings, visible: boolean): Paintings {
  return { ...paintings, seen: visible, awaited: [] }
}

export function awaiting(paintings: Paintings, offset: number): Paintings {
  return paintings.seen ? { ...paintings, awaited: [...paintings.awaited, offset].slice(-MOST) } : paintings
}

/** A frame drawn from the state at `offset` was painted at `at`, log time. */
export function drawn(paintings: Paintings, offset: number, at: number): Paintings {
  const now = paintings.awaited.filter((awaited) => awaited <= offset).map((awaited) => ({ offset: awaited, at }))
  if (now.length === 0) return paintings
  return {
    ...paintings,
    awaited: paintings.awaited.filter((awaited) => awaited > offset),
    painted: [...paintings.painted, ...now].slice(-MOST),
  }
}

/** Said once, whether it arrives or not. */
export function told(paintings: Paintings): Paintings {
  return paintings.painted.length === 0 ? paintings : { ...paintings, painted: [] }
}

/** The log has begun a new life: its offsets mean other entries. */
export function forgotten(paintings: Paintings): Paintings {
  return { ...NOTHING_PAINTED, seen: paintings.seen }
}
