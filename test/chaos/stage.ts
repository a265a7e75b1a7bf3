/** Everything that runs: Redis, bridges, relays, programs and crowds as processes, and the bad network between them. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FaultProxy } from '../helpers/fault-proxy.ts'
import type { BridgeOrders } from './bridge.child.ts'
import { type Cast, storesOfBoards } from './cast.ts'
import type { Final } from './checker.ts'
import type { CrowdOrders } from './crowd.child.ts'
import type { DeskBook } from './desk-book.ts'
import { linksOf } from './plan.ts'
import { quietPorts } from './ports.ts'
import type { ProgramOrders } from './program.child.ts'
import { seeded } from './random.ts'
import { RedisVictim } from './redis-victim.ts'
import { Slot } from './slot.ts'

export type StageOptions = {
  readonly cast: Cast
  readonly seed: number
  /** Presses a second, of all lanes together. */
  readonly perSecond: number
  /** A folder of its own. */
  readonly home: string
  /** Where the children's programs lie, bundled. */
  readonly programs: string
  readonly book: DeskBook
  /** A line of a crowd. */
  readonly onSeen: (line: string) => void
  readonly onCrash: (name: string, said: string) => void
}

/** The rest is pressed at bridges. */
const BY_HTTP = 0.15
const REPORT_WITHIN = 5_000

/** `wrong`: how far its log time is from the log's, ms. */
export type Screen = Final & { readonly link: string; readonly wrong: number }

export class Stage {
  readonly redis: RedisVictim
  readonly slots = new Map<string, Slot>()
  readonly links = new Map<string, FaultProxy>()
  readonly #options: StageOptions
  readonly #ports: ReadonlyMap<string, number>
  readonly #stores: ReadonlyMap<number, string>
  #pressing = true
  #reports: Screen[] = []
  #reported: () => void = () => undefined

  private constructor(options: StageOptions, ports: ReadonlyMap<string, number>) {
    this.#options = options
    this.#ports = ports
    this.#stores = storesOfBoards(options.cast)
    this.redis = new RedisVictim(options.home, this.#port('redis'), this.#port('redis again'))
  }

  static async open(options: StageOptions): Promise<Stage> {
    const { cast, home, seed } = options
    const links = linksOf(cast)
    const names = ['redis', 'redis again', ...cast.relays.map(({ name }) => name), ...links.map(({ name }) => name)]
    const ports = await quietPorts(names.length)
    const stage = new Stage(options, new Map(names.map((name, index) => [name, ports[index] ?? 0])))
    await mkdir(join(home, 'logs'), { recursive: true })
    await stage.redis.start()
    for (const [index, { name, to }] of links.entries()) {
      const chance = seeded(seed + 1 + index)
      const proxy = await FaultProxy.open({ port: stage.#port(name), upstream: stage.#port(to), chance })
      stage.links.set(name, proxy)
    }
    stage.#fill()
    for (const slot of stage.slots.values()) slot.start()
    return stage
  }

  /** Those who press. */
  get pressers(): readonly string[] {
    const { bridges, programs } = this.#options.cast
    return [...bridges, ...programs].map(({ name }) => name)
  }

  stopPressing(): void {
    this.#pressing = false
    for (const name of this.pressers) this.slots.get(name)?.send({ stop: true })
  }

  /** Where every screen is now. Fewer than there are, if a process does not answer. */
  async screens(): Promise<readonly Screen[]> {
    const { crowds } = this.#options.cast
    this.#reports = []
    let due = crowds.length
    await new Promise<void>((done) => {
      const late = setTimeout(done, REPORT_WITHIN)
      this.#reported = () => {
        due--
        if (due > 0) return
        clearTimeout(late)
        done()
      }
      for (const { name } of crowds) this.slots.get(name)?.send({ report: true })
    })
    return this.#reports
  }

  async close(): Promise<void> {
    await Promise.all([...this.slots.values()].map((slot) => slot.retire()))
    await Promise.all([...this.links.values()].map((link) => link.close()))
    await this.redis.kill()
  }

  /** The driver ends in the middle: nobody stays behind. */
  abandon(): void {
    for (const slot of this.slots.values()) slot.abandon()
    this.redis.signal('SIGKILL')
  }

  #port(name: string): number {
    const port = this.#ports.get(name)
    if (port === undefined) throw new Error(`there is no port for ${name}`)
    return port
  }

  #fill(): void {
    const { cast, book } = this.#options
    const share = this.#options.perSecond * (1 - BY_HTTP)
    for (const { name, store, lanes } of cast.bridges) {
      this.#add(name, book, () => {
        const perSecond = this.#pressing ? share / cast.bridges.length : 0
        const journalDir = join(this.#options.home, name)
        const redis = this.#redisUrl(name)
        return this.#child('bridge', { journalDir, redis, store, lanes: book.begin(name, lanes), perSecond })
      })
    }
    for (const { name, store } of cast.relays) {
      const env = { CASHIERQ_PORT: String(this.#port(name)), CASHIERQ_STORE: store, REDIS_URL: this.#redisUrl(name) }
      this.#add(name, undefined, () => [...this.#clock(), resolve('dist/cli/main.js'), 'relay'], env)
    }
    for (const { name, lanes } of cast.programs) {
      this.#add(name, book, () => {
        const perSecond = this.#pressing ? (this.#options.perSecond * BY_HTTP) / cast.programs.length : 0
        const relays = cast.relays.map((relay) => `http://127.0.0.1:${this.#port(`>${relay.name}`)}`)
        return this.#child('program', { relays, lanes: book.begin(name, lanes), perSecond })
      })
    }
    for (const { name, boards } of cast.crowds) {
      const placed = boards.map((board) => {
        return { ...board, url: `ws://127.0.0.1:${this.#port(`>${board.relay}`)}/ws` }
      })
      const memory = join(this.#options.home, `${name}.json`)
      this.#add(name, undefined, () => this.#child('crowd', { boards: placed, memory }))
    }
  }

  #add(name: string, book: DeskBook | undefined, args: () => readonly string[], env = {}): void {
    const { home, onCrash } = this.#options
    const settings = {
      CASHIERQ_HOST: '127.0.0.1',
      CASHIERQ_DATA_DIR: join(home, 'data', name),
      CASHIERQ_LOG_LEVEL: 'warn',
    }
    const slot = new Slot({
      name,
      args,
      env: { ...settings, ...env },
      log: join(home, 'logs', `${name}.log`),
      onLine: (line) => (book ? book.heard(name, line) : this.#seen(line)),
      onCrash: (said) => onCrash(name, said),
    })
    this.slots.set(name, slot)
  }

  #seen(line: string): void {
    if (line === 'f end') return this.#reported()
    if (!line.startsWith('f ')) return this.#options.onSeen(line)
    const [, board = '', epoch = '', offset = '', hash = '', link = '', wrong = ''] = line.split(' ')
    const store = this.#stores.get(Number(board)) ?? ''
    this.#reports.push({ board: Number(board), store, epoch, offset: Number(offset), hash, link, wrong: Number(wrong) })
  }

  #child(program: 'bridge' | 'program' | 'crowd', orders: BridgeOrders | ProgramOrders | CrowdOrders): string[] {
    return [...this.#clock(), join(this.#options.programs, `${program}.child.js`), JSON.stringify(orders)]
  }

  #clock(): string[] {
    return ['--import', pathToFileURL(join(this.#options.programs, 'step-clock.js')).href]
  }

  #redisUrl(name: string): string {
    return `redis://127.0.0.1:${this.#port(`${name}>redis`)}`
  }
}
