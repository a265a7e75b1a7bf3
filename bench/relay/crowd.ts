/** Screens spread over several processes, as the bench sees them. */
import { type ChildProcess, fork } from 'node:child_process'
import { endProcess } from '../../test/helpers/product.ts'
import type { Answered, Asked, FromCrowd, Share, ToCrowd } from './crowd-messages.ts'

/** One load process for each core but the server's would be one; two keep the receiving side from being the slower. */
const PROCESSES = 2

type Answer<K extends FromCrowd['kind']> = Extract<FromCrowd, { kind: K }>

export class LoadProcesses {
  readonly #children: ChildProcess[] = []
  readonly #waiting = new Map<number, (answer: FromCrowd) => void>()
  #asked = 0

  constructor() {
    for (let i = 0; i < PROCESSES; i++) {
      const child = fork(new URL('./crowd-process.js', import.meta.url), { serialization: 'advanced' })
      child.on('message', ({ number, answer }: Answered) => {
        this.#waiting.get(number)?.(answer)
        this.#waiting.delete(number)
      })
      child.on('exit', () => this.#onExit())
      this.#children.push(child)
    }
  }

  get pids(): number[] {
    return this.#children.map(({ pid }) => pid ?? 0)
  }

  get size(): number {
    return this.#children.length
  }

  ask(process: number, ask: ToCrowd): Promise<FromCrowd> {
    const number = this.#asked++
    this.#children[process]?.send({ number, ask } satisfies Asked)
    return new Promise((resolve) => this.#waiting.set(number, resolve))
  }

  /** Whoever waits for it would wait for ever. */
  #onExit(): void {
    for (const settle of this.#waiting.values()) settle({ kind: 'failed', why: 'a load process has ended' })
    this.#waiting.clear()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => endProcess(child, 'SIGTERM')))
  }
}

export type Heard = { readonly first: number; readonly last: number; readonly count: number }

export class Crowd {
  readonly size: number
  readonly #processes: LoadProcesses
  readonly #name: string

  private constructor(processes: LoadProcesses, name: string, size: number) {
    this.#processes = processes
    this.#name = name
    this.size = size
  }

  /** Resolves when all of them are in. */
  static async open(processes: LoadProcesses, name: string, share: Omit<Share, 'from' | 'to'>): Promise<Crowd> {
    const crowd = new Crowd(processes, name, share.total)
    const edge = (part: number) => Math.round((part * share.total) / processes.size)
    await crowd.#each((part) => ({
      kind: 'open',
      crowd: name,
      share: { ...share, from: edge(part), to: edge(part + 1) },
    }))
    return crowd
  }

  /** What became of the next entry: when the first and the last screen had it. */
  async watch(within: number): Promise<Heard> {
    const parts = only(await this.#each(() => ({ kind: 'watch', crowd: this.#name, within })), 'heard')
    const heard = parts.filter(({ count }) => count > 0)
    return {
      first: Math.min(...heard.map(({ first }) => first)),
      last: Math.max(...heard.map(({ last }) => last)),
      count: sum(parts.map(({ count }) => count)),
    }
  }

  async beat(on: boolean): Promise<void> {
    await this.#each(() => ({ kind: 'beat', crowd: this.#name, on }))
  }

  async keepAges(): Promise<void> {
    await this.#each(() => ({ kind: 'age', crowd: this.#name }))
  }

  async takeAges(): Promise<number[]> {
    return only(await this.#each(() => ({ kind: 'ages', crowd: this.#name })), 'ages').flatMap(({ ages }) => ages)
  }

  async settle(targets: readonly number[], within: number): Promise<{ times: number[]; missing: number }> {
    const parts = only(await this.#each(() => ({ kind: 'storm', crowd: this.#name, targets, within })), 'settled')
    return { times: parts.flatMap(({ times }) => times), missing: sum(parts.map(({ missing }) => missing)) }
  }

  async drops(away: number, during: number): Promise<void> {
    await this.#each(() => ({ kind: 'drops', crowd: this.#name, away, during }))
  }

  async countFrom(from: number): Promise<void> {
    await this.#each(() => ({ kind: 'count', crowd: this.#name, from }))
  }

  async tally(top: number): Promise<{ missed: number; snapshots: number; cuts: number }> {
    const parts = only(await this.#each(() => ({ kind: 'tally', crowd: this.#name, top })), 'tally')
    return {
      missed: sum(parts.map(({ missed }) => missed)),
      snapshots: sum(parts.map(({ snapshots }) => snapshots)),
      cuts: sum(parts.map(({ cuts }) => cuts)),
    }
  }

  async close(): Promise<void> {
    await this.#each(() => ({ kind: 'close', crowd: this.#name }))
  }

  async #each(ask: (part: number) => ToCrowd): Promise<FromCrowd[]> {
    const parts = Array.from({ length: this.#processes.size }, (_, part) => this.#processes.ask(part, ask(part)))
    const answers = await Promise.all(parts)
    for (const answer of answers) if (answer.kind === 'failed') throw new Error(answer.why)
    return answers
  }
}

function only<K extends FromCrowd['kind']>(answers: readonly FromCrowd[], kind: K): Answer<K>[] {
  return answers.filter((answer): answer is Answer<K> => answer.kind === kind)
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
