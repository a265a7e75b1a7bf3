/** A press as a program sends it (`POST /cashier_action`, form or JSON), before it is an event. */
import * as v from 'valibot'
import { ACTIONS, type Action, PressId } from './event.ts'
import { LanguageTag, TillNumber } from './settings.ts'

/** A form sends text; "3" is a number, "3x" and "" are not. */
const CashierField = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,2}$/u, 'must be a till number'), v.transform(Number))]),
  TillNumber,
)

export const PressCommand = v.object({
  cashier: CashierField,
  language: LanguageTag,
  action: v.optional(v.picklist(ACTIONS), 'call'),
  id: v.exactOptional(PressId),
})
export type PressCommand = v.InferOutput<typeof PressCommand>

export type PressProblem = 'unknown_cashier' | 'unknown_language' | 'unknown_action' | 'bad_id' | 'bad_press'
export type ParsedPress =
  | { readonly kind: 'press'; readonly press: PressCommand }
  | { readonly kind: 'refused'; readonly code: PressProblem; readonly message: string }

const CODE_BY_FIELD: { readonly [field: string]: PressProblem } = {
  cashier: 'unknown_cashier',
  language: 'unknown_language',
  action: 'unknown_action',
  id: 'bad_id',
}

/** Reads a press; the first thing wrong with it is named by a code and a sentence. */
export function parsePress(input: unknown): ParsedPress {
  const result = v.safeParse(PressCommand, input)
  if (result.success) return { kind: 'press', press: result.output }
  const [issue] = result.issues
  const field = v.getDotPath(issue)
  const code = (field !== null && CODE_BY_FIELD[field]) || 'bad_press'
  return { kind: 'refused', code, message: field === null ? issue.message : `${field}: ${issue.message}` }
}

/** A press with its origin and time, as a source of buttons gives it. */
export type Press = {
  readonly action: Action
  readonly cashier: number
  readonly language: string
  readonly source: string
  /** On the clock of the machine the button is plugged into, ms; made log time where it is published. */
  readonly pressedAt: number
  readonly id?: string
}

/** What became of a press at the desk: it is safe on a disk, or it is not and the cashier must know. */
export type Submitted =
  | { readonly kind: 'journaled' }
  | {
      readonly kind: 'failed'
      readonly code: 'journal_failed' | 'log_away' | 'unknown_cashier'
      readonly message: string
    }

/** Where presses go in: the bridge offers it, the relay's HTTP and every button source use it. */
export interface PressPort {
  /** Resolves when the press is on disk (then nothing can lose it) or has failed. Never rejects. */
  submit(press: Press): Promise<Submitted>
  /** Writes to the disk that a press would be written to, and leaves no press behind. Rejects if it cannot. */
  probe(): Promise<void>
}
