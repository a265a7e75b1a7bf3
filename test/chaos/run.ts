/** One run: sets the stage, lets the plan happen, brings everything to rest, and has the checker judge. */
import { createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Cast, castOf, type Size, storesOfBoards } from './cast.ts'
import { Checker } from './checker.ts'
import { DeskBook } from './desk-book.ts'
import { Disasters } from './disasters.ts'
import { LogReader } from './log-reader.ts'
import { inShort, type Planned, planOf } from './plan.ts'
import { comeToRest } from './rest.ts'
import { Stage } from './stage.ts'
import { Tally } from './tally.ts'
import type { Violation } from './violation.ts'

export type ChaosOptions = {
  readonly seed: number
  readonly kills: number
  /** How long the disasters go on, ms. */
  readonly span: number
  readonly perSecond: number
  readonly size: Size
  /** Where the children's programs lie, bundled. */
  readonly programs: string
  /** A folder for the evidence: removed after a good run, kept after a bad one. */
  readonly home: string
  readonly say: (text: string) => void
  /** How often progress is said, ms. */
  readonly every: number
}

export type Outcome = {
  readonly violations: readonly (Violation & { readonly before: readonly string[] })[]
  /** All of them; only the first are kept. */
  readonly violated: number
  readonly tally: Tally
  readonly checker: Checker
  readonly made: number
  readonly processes: number
  readonly ownEnds: number
  /** What went through the proxies. */
  readonly connections: { readonly accepted: number; readonly cut: number; readonly frozen: number }
  readonly seconds: number
}

const MOST_KEPT = 40
/** Of what happened just before. */
const REMEMBERED = 25
const PRESSES_A_KILL = 25
/** Long enough for any outage that the plan makes, ms. */
const LONGEST_WAIT = 10_000

export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const cast = castOf(options.size)
  const plan = planOf({ seed: options.seed, cast, span: options.span, kills: options.kills })
  options.say(`seed ${options.seed}: ${inShort(plan)}`)
  await mkdir(options.home, { recursive: true })
  await writeFile(join(options.home, 'plan.json'), plan.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return new Run(options, cast, plan).run()
}

class Run {
  readonly #options: ChaosOptions
  readonly #cast: Cast
  readonly #plan: readonly Planned[]
  readonly #begun = performance.now()
  readonly #tally = new Tally()
  readonly #recent: string[] = []
  readonly #violations: (Violation & { readonly before: readonly string[] })[] = []
  readonly #checker: Checker
  readonly #book: DeskBook
  readonly #stores: ReadonlyMap<number, string>
  #violated = 0
  /** Acknowledged at the last kill. */
  #pressedBefore = 0

  constructor(options: ChaosOptions, cast: Cast, plan: readonly Planned[]) {
    this.#options = options
    this.#cast = cast
    this.#plan = plan
    this.#stores = storesOfBoards(cast)
    this.#checker = new Checker(cast, (violation) => this.#complain(violation))
    this.#book = new DeskBook(this.#checker.presses, this.#tally)
  }

  async run(): Promise<Outcome> {
    const { seed, perSecond, home, programs } = this.#options
    const stage = await Stage.open({
      cast: this.#cast,
      seed,
      perSecond,
      home,
      programs,
      book: this.#book,
      onSeen: (line) => this.#seen(line),
      onCrash: (name, said) => this.#complain({ kind: 'crashed', where: name, text: said }),
    })
    const abandon = () => stage.abandon()
    process.on('exit', abandon)
    const entries = createWriteStream(join(home, 'entries.log'))
    const reader = new LogReader(this.#cast.stores, this.#checker, (store, text) => {
      entries.write(`${store} ${text}\n`)
    })
    const progress = setInterval(() => this.#progress(), this.#options.every)
    try {
      reader.start(stage.redis.port)
      await Promise.race([this.#live(stage, reader), reader.failed])
    } finally {
      clearInterval(progress)
      await stage.close()
      entries.end()
      process.off('exit', abandon)
    }
    if (this.#violated === 0) await rm(home, { recursive: true, force: true })
    return this.#outcome(stage)
  }

  async #live(stage: Stage, reader: LogReader): Promise<void> {
    const parts = { stage, reader, checker: this.#checker, book: this.#book }
    const disasters = new Disasters({ ...parts, bridges: this.#cast.bridges })
    const over: Promise<void>[] = []
    let start = performance.now()
    for (const { at, ...disaster } of this.#plan) {
      await sleep(start + at - performance.now())
      if (disaster.kind === 'kill' || disaster.kind === 'wipe') start += await this.#pressed()
      const name = 'link' in disaster ? disaster.link : disaster.victim
      this.#happened(JSON.stringify(disaster))
      over.push(disasters.strike(disaster).then(() => this.#tally.disaster(disaster.kind, name)))
    }
    await Promise.all(over)
    await Promise.all([...stage.slots.values()].map((slot) => slot.idle()))
    const boards = this.#cast.crowds.reduce((sum, crowd) => sum + crowd.boards.length, 0)
    const screens = await comeToRest({
      ...parts,
      stores: this.#cast.stores,
      boards,
      complain: (violation) => this.#complain(violation),
      say: (text) => this.#happened(text),
    })
    await reader.stop()
    this.#checker.judge(screens)
  }

  /**
   * Waits until something was pressed since the last kill; answers how long that took, ms. On a machine that is too
   * busy the whole plan gets more time: to kill what never came to run would show nothing.
   */
  async #pressed(): Promise<number> {
    const begun = performance.now()
    const enough = this.#pressedBefore + PRESSES_A_KILL
    while (this.#checker.presses.acknowledged < enough && performance.now() - begun < LONGEST_WAIT) await sleep(50)
    this.#pressedBefore = this.#checker.presses.acknowledged
    return performance.now() - begun
  }

  #seen(line: string): void {
    const [what, board = '', epoch = '', offset = '', fourth = '', cashier = ''] = line.split(' ')
    if (what === 'l') return this.#tally.link(epoch)
    const store = this.#stores.get(Number(board)) ?? ''
    const seen = { board: Number(board), store, epoch, offset: Number(offset) }
    if (what === 's') this.#checker.sightings.saw({ kind: 'state', ...seen, hash: fourth })
    if (what === 'v') {
      this.#checker.sightings.saw({ kind: 'view', ...seen, call: Number(fourth), cashier: Number(cashier) })
    }
  }

  #complain(violation: Violation): void {
    this.#violated++
    if (this.#violations.length >= MOST_KEPT) return
    this.#violations.push({ ...violation, before: [...this.#recent] })
    this.#options.say(`VIOLATION ${violation.kind} (${violation.where}): ${violation.text}`)
  }

  #happened(what: string): void {
    this.#recent.push(`${this.#seconds().toFixed(3)} s ${what}`)
    if (this.#recent.length > REMEMBERED) this.#recent.shift()
  }

  #progress(): void {
    const { presses, entries, lives, sightings } = this.#checker
    const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20)
    this.#options.say(
      `${Math.round(this.#seconds())} s: ${this.#tally.kills} kills, ${presses.acknowledged} presses acknowledged, ` +
        `${entries} entries in ${lives} lives, ${sightings.views} views and ${sightings.states} states compared, ` +
        `${this.#violated} violations, ${megabytes} MB`,
    )
  }

  #seconds(): number {
    return (performance.now() - this.#begun) / 1_000
  }

  #outcome(stage: Stage): Outcome {
    const slots = [...stage.slots.values()]
    const links = [...stage.links.values()].map(({ counts }) => counts)
    const sum = (what: 'accepted' | 'cut' | 'frozen') => links.reduce((all, counts) => all + counts[what], 0)
    return {
      violations: this.#violations,
      violated: this.#violated,
      tally: this.#tally,
      checker: this.#checker,
      made: this.#book.made(this.#cast),
      processes: slots.reduce((sum, { starts }) => sum + starts, 0),
      ownEnds: slots.reduce((sum, { ownEnds }) => sum + ownEnds, 0),
      connections: { accepted: sum('accepted'), cut: sum('cut'), frozen: sum('frozen') },
      seconds: this.#seconds(),
    }
  }
}

function sleep(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()
}
