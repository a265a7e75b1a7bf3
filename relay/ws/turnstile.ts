/**
 * Lets work in a little at a time, in the order it came. When ten thousand screens come back at once, their admissions
 * wait here, and between two handfuls the event loop has its turn: screens that are live get their entries meanwhile.
 */

/** Some milliseconds of work. */
const EACH_TURN = 32
/** Token checks are made by a few threads; more of them at once would only wait elsewhere. */
const AT_ONCE = 64

export class Turnstile {
  #queue: (() => void)[] = []
  /** Where the queue begins. */
  #next = 0
  #startedThisTurn = 0
  #running = 0
  #turnAwaited = false

  get waiting(): number {
    return this.#queue.length - this.#next
  }

  /** Runs `task` before it returns if there is room, else when those before it have gone. */
  run<Result>(task: () => Result | Promise<Result>): Promise<Result> {
    return new Promise((resolve) => {
      const start = () => resolve(this.#start(task))
      if (this.waiting === 0 && this.#hasRoom) start()
      else this.#queue.push(start)
      this.#awaitTurn()
    })
  }

  #start<Result>(task: () => Result | Promise<Result>): Promise<Result> {
    this.#startedThisTurn++
    this.#running++
    return new Promise<Result>((resolve) => resolve(task())).finally(() => {
      this.#running--
      if (this.waiting > 0) this.#awaitTurn()
    })
  }

  get #hasRoom(): boolean {
    return this.#startedThisTurn < EACH_TURN && this.#running < AT_ONCE
  }

  #awaitTurn(): void {
    if (this.#turnAwaited) return
    this.#turnAwaited = true
    setImmediate(() => {
      this.#turnAwaited = false
      this.#startedThisTurn = 0
      this.#letIn()
    })
  }

  #letIn(): void {
    while (this.waiting > 0 && this.#hasRoom) {
      const start = this.#queue[this.#next]
      this.#next++
      start?.()
    }
    if (this.waiting === 0) {
      this.#queue = []
      this.#next = 0
    } else if (this.#running < AT_ONCE) this.#awaitTurn()
  }
}
