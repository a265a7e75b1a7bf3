/** One line for each check, and their count. */

export class Checks {
  #passed = 0
  #failed = 0

  /** `look` throws, or resolves with what is worth a word in the line. Never throws itself. */
  async check(name, look) {
    try {
      const found = await look()
      this.#passed++
      process.stdout.write(`ok - ${name}${found ? `: ${found}` : ''}\n`)
    } catch (error) {
      this.#failed++
      process.stdout.write(`not ok - ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }

  get counts() {
    return { passed: this.#passed, failed: this.#failed, skipped: 0 }
  }
}

/** The list of what must not be there, said in a message that can be read. */
export function none(what, found) {
  const shown = found.slice(0, 5).join(', ')
  if (found.length > 0) throw new Error(`${what}: ${shown}${found.length > 5 ? ` and ${found.length - 5} more` : ''}`)
}

const LOOK_AGAIN = 50

/** Asks until the answer is not undefined. What is waited for comes, or `what` says that it did not within `limit` ms. */
export async function until(what, limit, ask) {
  const end = Date.now() + limit
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`${what}: not within ${limit / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN))
  }
}
