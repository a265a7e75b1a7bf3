/** After the disasters: everything is healed, pressing ends, and each part must come to rest. Waits for conditions. */
import type { Checker } from './checker.ts'
import type { DeskBook } from './desk-book.ts'
import type { LogReader } from './log-reader.ts'
import type { Screen, Stage } from './stage.ts'
import type { Complain } from './violation.ts'

export type RestParts = {
  readonly stage: Stage
  readonly reader: LogReader
  readonly checker: Checker
  readonly book: DeskBook
  readonly stores: readonly string[]
  readonly boards: number
  readonly complain: Complain
  readonly say: (text: string) => void
}

/** A part that has not come to rest by then never will, ms. */
const PATIENCE = 90_000
const LOOK_EVERY = 200
/** A screen whose log time is further off shows calls too early or too late, ms; a busy machine needs some of it. */
const MOST_WRONG = 1_000

/** Answers the screens as they are then. */
export async function comeToRest(parts: RestParts): Promise<readonly Screen[]> {
  const { stage, book, checker, say } = parts
  for (const link of stage.links.values()) link.heal()
  say('healed; no more presses')
  await until(parts, () => {
    // Again and again: who is just starting does not hear it.
    stage.stopPressing()
    return stage.pressers.filter((name) => !book.isQuiet(name)).map((name) => `${name} is not quiet`)
  })
  say('all presses are in the log')
  await until(parts, () => {
    const waiting = checker.presses.waiting()
    return waiting > 0 ? [`${waiting} lanes wait for what the journals have kept`] : []
  })
  let screens: readonly Screen[] = []
  await until(parts, async () => {
    screens = await stage.screens()
    return [...(await unread(parts)), ...behind(parts, screens)]
  })
  say('all screens stand by the log')
  return screens
}

/** `trouble` names what is not at rest yet. */
async function until({ complain }: RestParts, trouble: () => string[] | Promise<string[]>): Promise<void> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const left = await trouble()
    if (left.length === 0) return
    if (performance.now() > end) {
      for (const text of left) complain({ kind: 'restless', where: 'the end', text })
      return
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
}

async function unread({ stage, reader, checker, stores }: RestParts): Promise<string[]> {
  const positions = await reader.positions(stage.redis.port)
  return stores.flatMap((store) => {
    const [now, read] = [positions.get(store), checker.position(store)]
    if (now === undefined || (now.epoch === read?.epoch && now.offset === read.offset)) return []
    return [`the log of ${store} is at ${now.offset}, the checker at ${read?.offset ?? 'nothing'}`]
  })
}

function behind({ checker, boards }: RestParts, screens: readonly Screen[]): string[] {
  const late = screens.flatMap(({ board, store, epoch, offset, link, wrong }) => {
    const log = checker.position(store)
    if (Math.abs(wrong) > MOST_WRONG) return [`board ${board} has a log time that is wrong by ${wrong} ms`]
    if (link === 'live' && epoch === log?.epoch && offset === log.offset) return []
    return [`board ${board} of ${store} is ${link} at offset ${offset}, the log at ${log?.offset ?? 'nothing'}`]
  })
  return screens.length < boards ? [...late, `${boards - screens.length} boards do not answer`] : late
}
