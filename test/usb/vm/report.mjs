/** Counts what the guest reports: lines of TAP, with a plan at the end. A guest that ends before its plan has failed. */
const RESULT = /^(?<failed>not )?ok \d+ - (?<name>.*)$/u
const PLAN = /^1\.\.(?<tests>\d+)$/u

export class Report {
  #passed = 0
  #failed = 0
  #planned

  /** Answers whether that was the last line. */
  hear(line) {
    const result = RESULT.exec(line)?.groups
    if (result?.failed !== undefined) this.#failed++
    else if (result !== undefined) this.#passed++
    this.#planned ??= PLAN.exec(line)?.groups?.tests
    return this.#planned !== undefined
  }

  /** What went wrong beside the tests themselves. `trouble`: what went wrong with the guest, if anything. */
  problem(trouble) {
    if (trouble !== undefined) return trouble
    const told = this.#passed + this.#failed
    return Number(this.#planned) === told && told > 0 ? undefined : `${told} of ${this.#planned} tests were reported`
  }

  counts(trouble) {
    const problems = this.problem(trouble) === undefined ? 0 : 1
    return { passed: this.#passed, failed: this.#failed + problems, skipped: 0 }
  }
}
