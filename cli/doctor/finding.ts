/** What the doctor says: findings, worst first, and what they come to. Pure. */

/** Worst last. `note`: nothing is wrong, but somebody who looks for a fault should know it. */
export const SEVERITIES = ['ok', 'note', 'warning', 'error'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What was measured, for programs: plain JSON. */
export type FactValue = string | number | boolean | null | readonly FactValue[] | { readonly [name: string]: FactValue }
export type FactRecord = { readonly [name: string]: FactValue }

/** How it is put right. What is done by hand after a command is no part of it: zsh takes `#` for an argument. */
export type Mend =
  | { readonly kind: 'run'; readonly command: string; readonly afterwards?: string }
  | { readonly kind: 'do'; readonly text: string }

/** A finding as its check makes it; the table of checks adds the check's name. */
export type Judgement = {
  readonly severity: Severity
  /** What it is about, short: `/dev/ttyUSB0`, `till 3`, `Redis`. */
  readonly subject: string
  /** What is so and why it matters, in a sentence or two for people. */
  readonly message: string
  readonly mend?: Mend
  readonly facts: FactRecord
}

export type Finding = Judgement & { readonly check: string }

/**
 * 1 and 2 are taken: `cashierq` ends with them when it could not run at all and when it was called wrongly. Somebody
 * who watches five thousand stores must tell those from a store with a warning.
 */
export const EXIT_CODE: { readonly [S in Severity]: number } = { ok: 0, note: 0, warning: 3, error: 4 }

export function verdictOf(findings: readonly Finding[]): Severity {
  return SEVERITIES.findLast((severity) => findings.some((finding) => finding.severity === severity)) ?? 'ok'
}

/** Within one severity the checks' own order stays: causes stand before what comes of them. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
}
