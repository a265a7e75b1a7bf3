/** Reads every store's log straight from Redis, entry by entry, as long as the run lasts: also of lives that die. */
import { decodeEvent } from '../../protocol/event.ts'
import type { Checker } from './checker.ts'
import { type Reply, Resp } from './resp.ts'

const AT_ONCE = 2_000
const PAUSE = 200

export type TakeEntry = (store: string, text: string) => void

export class LogReader {
  readonly #stores: readonly string[]
  readonly #checker: Checker
  readonly #record: TakeEntry
  #stopped = false
  #loop: Promise<void> = Promise.resolve()
  #fail: (error: unknown) => void = () => undefined
  /** Rejects if the log cannot be read for another reason than that Redis is away. */
  readonly failed = new Promise<never>((_, reject) => {
    this.#fail = reject
  })

  /** `record` gets each entry as one line, for the evidence. */
  constructor(stores: readonly string[], checker: Checker, record: TakeEntry) {
    this.#stores = stores
    this.#checker = checker
    this.#record = record
  }

  start(port: number): void {
    this.#stopped = false
    this.#loop = this.#run(port)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#loop
  }

  /** Reads everything that this Redis has. */
  async readAll(port: number): Promise<void> {
    const redis = await Resp.connect(port)
    try {
      for (const store of this.#stores) await this.#readStore(redis, store)
    } finally {
      redis.close()
    }
    this.#checker.settle()
  }

  /** The epoch of a store, and how far its log goes, as Redis says now. */
  async positions(port: number): Promise<Map<string, { epoch: string; offset: number }>> {
    const redis = await Resp.connect(port)
    try {
      const found = new Map<string, { epoch: string; offset: number }>()
      for (const store of this.#stores) {
        const [epoch, offset] = list(await redis.call('HMGET', `cashierq:{${store}}:meta`, 'epoch', 'offset'))
        if (typeof epoch === 'string') found.set(store, { epoch, offset: Number(offset ?? 0) })
      }
      return found
    } finally {
      redis.close()
    }
  }

  async #run(port: number): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.readAll(port)
      } catch (error) {
        // Redis dies often here; whatever else is wrong ends the run.
        if (!isAway(error)) return this.#fail(error)
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }

  async #readStore(redis: Resp, store: string): Promise<void> {
    const key = `cashierq:{${store}}`
    for (;;) {
      const at = this.#checker.position(store)
      const from = `(${at?.offset ?? 0}-0`
      void redis.call('MULTI').catch(() => undefined)
      void redis.call('HGET', `${key}:meta`, 'epoch').catch(() => undefined)
      void redis.call('XRANGE', `${key}:log`, from, '+', 'COUNT', String(AT_ONCE)).catch(() => undefined)
      const [epoch, entries] = list(await redis.call('EXEC'))
      if (typeof epoch !== 'string') return
      if (epoch !== at?.epoch) {
        this.#checker.begin(store, epoch)
        this.#record(store, `epoch ${epoch}`)
        // What was read belongs behind a place in another life.
        if ((at?.offset ?? 0) > 0) continue
      }
      const rows = list(entries ?? null)
      for (const row of rows) this.#take(store, row)
      if (rows.length < AT_ONCE) return
    }
  }

  #take(store: string, row: Reply): void {
    const [id, flat] = list(row)
    const fields = new Map<string, string>()
    const parts = list(flat ?? null)
    for (let i = 0; i + 1 < parts.length; i += 2) fields.set(String(parts[i]), String(parts[i + 1]))
    const [, offset] = /^(\d+)-0$/u.exec(String(id)) ?? []
    const text = fields.get('e') ?? 'null'
    const event = decodeEvent(JSON.parse(text))
    if (offset === undefined || !event) throw new Error(`not an entry of a log: ${JSON.stringify(row)}`)
    const [producer, seq, at] = [fields.get('p') ?? '', Number(fields.get('s')), Number(fields.get('t'))]
    this.#record(store, `${offset} ${at} ${producer} ${seq} ${text}`)
    this.#checker.entry(store, { offset: Number(offset), at, event, producer, seq })
  }
}

function list(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? reply : []
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return /ECONNREFUSED|ECONNRESET|EPIPE|is gone|LOADING|EXECABORT/u.test(
    `${error.message} ${Reflect.get(error, 'code')}`,
  )
}
