/**
 * A clock turned by hand, for tests of what waits.
 *
 * How to extend: `advance(ms)` runs every task that falls due, in order, each at its own instant; tasks that tasks add
 * run too. Two parties with different ideas of the time share one clock through `seenWithOffset`.
 */
import type { Clock } from '../../protocol/clock.ts'

type Task = { readonly at: number; readonly run: () => void }

export class FakeTimersClock implements Clock {
  #now: number
  #tasks: Task[] = []

  constructor(start = 1_790_000_000_000) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(delay: number, run: () => void): () => void {
    const task = { at: this.#now + Math.max(0, delay), run }
    this.#tasks.push(task)
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task)
    }
  }

  /** How many tasks wait: none must be left when everything is closed. */
  get pending(): number {
    return this.#tasks.length
  }

  advance(ms: number): void {
    const end = this.#now + ms
    for (let due = this.#next(end); due; due = this.#next(end)) {
      const task = due
      this.#tasks = this.#tasks.filter((other) => other !== task)
      this.#now = Math.max(this.#now, task.at)
      task.run()
    }
    this.#now = end
  }

  /** Time passes and no timer fires, as on a page whose timers the browser holds back; they fire with the next advance. */
  sleep(ms: number): void {
    this.#now += ms
  }

  /** The same flow of time read off a clock that is wrong by `offset` ms. */
  seenWithOffset(offset: number): Clock {
    return { now: () => this.#now + offset, after: (delay, run) => this.after(delay, run) }
  }

  #next(end: number): Task | undefined {
    let first: Task | undefined
    for (const task of this.#tasks) if (task.at <= end && (!first || task.at < first.at)) first = task
    return first
  }
}
