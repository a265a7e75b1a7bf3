/**
 * Simulated buttons. The buttons page and POST /cashier_action go to the bridge directly; what this source adds is a
 * scenario from a file, for demonstrations and tests.
 *
 * A scenario is a JSON array, or one JSON object a line. Each step waits `after` ms from the step before it:
 *     {"after": 2000, "cashier": 3}
 *     {"after": 500, "cashier": 5, "language": "fr", "action": "recall"}
 */
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { Failure, reason } from '../../platform/failure.ts'
import { ACTIONS } from '../../protocol/event.ts'
import { LanguageTag, TillNumber } from '../../protocol/settings.ts'
import {
  type BoxReport,
  type ButtonSource,
  NO_COUNTS,
  type Sink,
  type SourceCounts,
  type SourceHost,
  type SourceKind,
  type SourceStatus,
  type SourceTools,
} from './source.ts'

const Step = v.strictObject({
  /** Milliseconds after the step before; the first one's are from the start. */
  after: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400_000)),
  cashier: TillNumber,
  action: v.optional(v.picklist(ACTIONS), 'call'),
  language: v.exactOptional(LanguageTag),
})
export type Step = v.InferOutput<typeof Step>

export const simulatedKind: SourceKind = {
  form: 'simulated or simulated:SCENARIO-FILE',
  check: ({ cashier }) => (cashier === undefined ? undefined : 'each step of a scenario names its till itself'),
  open: ({ address }, tools) => new SimulatedSource(address, tools),
}

/** Reads a scenario. Throws `bad_setting`, which names the line (or the step, in an array) and what is wrong there. */
export function parseScenario(text: string, file: string): Step[] {
  if (!text.trimStart().startsWith('[')) {
    return text
      .split('\n')
      .map((line, index) => ({ line: line.trim(), where: `line ${index + 1}` }))
      .filter(({ line }) => line !== '')
      .map(({ line, where }) => step(json(line, file, where), file, where))
  }
  const steps = json(text, file, 'the array')
  return Array.isArray(steps) ? steps.map((one: unknown, index) => step(one, file, `step ${index + 1}`)) : []
}

class SimulatedSource implements ButtonSource {
  readonly kind = 'simulated'
  readonly address: string
  readonly #tools: SourceTools
  #status: SourceStatus = { kind: 'opening' }
  #counts: SourceCounts = NO_COUNTS
  #cancel: () => void = () => undefined

  constructor(address: string, tools: SourceTools) {
    this.address = address
    this.#tools = tools
  }

  async start({ submit }: SourceHost): Promise<void> {
    const steps = this.address === '' ? [] : parseScenario(await read(this.address), this.address)
    this.#status = { kind: 'open', since: this.#tools.clock.now() }
    this.#play(steps, 0, submit)
  }

  async stop(): Promise<void> {
    this.#cancel()
    this.#status = { kind: 'stopped' }
  }

  status(): SourceStatus {
    return this.#status
  }

  counts(): SourceCounts {
    return this.#counts
  }

  boxes(): readonly BoxReport[] {
    return []
  }

  #play(steps: readonly Step[], index: number, sink: Sink): void {
    const next = steps[index]
    if (!next) return
    this.#cancel = this.#tools.clock.after(next.after, () => {
      const { after: _, ...press } = next
      this.#counts = { ...this.#counts, lines: this.#counts.lines + 1, presses: this.#counts.presses + 1 }
      void sink(press)
      this.#play(steps, index + 1, sink)
    })
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure('bad_setting', `cannot read the scenario ${file}: ${reason(error)}`, error)
  }
}

function json(text: string, file: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('bad_setting', `scenario ${file}, ${where}: ${reason(error)}`, error)
  }
}

function step(input: unknown, file: string, where: string): Step {
  const result = v.safeParse(Step, input)
  if (result.success) return result.output
  const [issue] = result.issues
  const field = v.getDotPath(issue)
  const problem = field === null ? issue.message : `${field}: ${issue.message}`
  throw new Failure('bad_setting', `scenario ${file}, ${where}: ${problem}`)
}
