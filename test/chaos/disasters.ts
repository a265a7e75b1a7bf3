/** Does what the plan says, for real: with signals, files and sockets. */
import type { Bridge } from './cast.ts'
import type { Checker } from './checker.ts'
import type { DeskBook } from './desk-book.ts'
import type { LogReader } from './log-reader.ts'
import type { Disaster } from './plan.ts'
import type { Stage } from './stage.ts'

export type DisasterParts = {
  readonly stage: Stage
  readonly reader: LogReader
  readonly checker: Checker
  readonly book: DeskBook
  readonly bridges: readonly Bridge[]
}

/** A process that has not come up by then is killed all the same, ms. */
const UP_WITHIN = 10_000

export class Disasters {
  readonly #parts: DisasterParts
  #redis: Promise<void> = Promise.resolve()

  constructor(parts: DisasterParts) {
    this.#parts = parts
  }

  /** Resolves when it is over. */
  async strike(disaster: Disaster): Promise<void> {
    if ('link' in disaster) return this.#trouble(disaster)
    if (disaster.victim === 'redis') return this.#hitRedis(disaster)
    const slot = this.#parts.stage.slots.get(disaster.victim)
    switch (disaster.kind) {
      case 'kill':
        return slot?.kill('SIGKILL', disaster.downMs, disaster.early ? 0 : UP_WITHIN)
      case 'end':
        return slot?.kill('SIGTERM', disaster.downMs, UP_WITHIN)
      case 'stop':
        return slot?.stop(disaster.forMs)
      case 'step':
        return slot?.send({ step: disaster.byMs })
    }
  }

  async #trouble(disaster: Extract<Disaster, { link: string }>): Promise<void> {
    const link = this.#parts.stage.links.get(disaster.link)
    if (!link) throw new Error(`there is no link ${disaster.link}`)
    switch (disaster.kind) {
      case 'cut':
        return link.cut(disaster.share)
      case 'freeze':
        return link.freeze(disaster.share)
      case 'refuse':
      case 'swallow':
        link.trouble({ door: disaster.kind === 'refuse' ? 'refusing' : 'swallowing' })
        await sleep(disaster.forMs)
        return link.trouble({ door: 'open' })
      case 'delay':
        link.trouble({ delay: disaster.byMs })
        await sleep(disaster.forMs)
        return link.trouble({ delay: 0 })
      case 'split':
        link.trouble({ split: true })
        await sleep(disaster.forMs)
        return link.trouble({ split: false })
    }
  }

  /** One after the other, as with any process. */
  #hitRedis(disaster: Extract<Disaster, { victim: string }>): Promise<void> {
    this.#redis = this.#redis.then(async () => {
      const { redis } = this.#parts.stage
      switch (disaster.kind) {
        case 'kill':
          await redis.kill()
          await sleep(disaster.downMs)
          return redis.start()
        case 'wipe':
          return this.#wipe(disaster.downMs)
        case 'stop':
          redis.signal('SIGSTOP')
          await sleep(disaster.forMs)
          redis.signal('SIGCONT')
      }
    })
    return this.#redis
  }

  async #wipe(downMs: number): Promise<void> {
    const { stage, reader, checker, book, bridges } = this.#parts
    const marks = book.marks(bridges)
    await stage.redis.kill()
    await reader.stop()
    await stage.redis.bury((port) => reader.readAll(port))
    checker.wiped(marks)
    await sleep(downMs)
    await stage.redis.start()
    reader.start(stage.redis.port)
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
