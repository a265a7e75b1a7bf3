/** The shape of `cashierq doctor --json`. Programs rely on it: fields are added, never changed; else `version` goes up. */
import * as v from 'valibot'
import { type FactValue, type Finding, SEVERITIES, verdictOf, worstFirst } from './finding.ts'

const Severity = v.picklist(SEVERITIES)
const Fact: v.GenericSchema<FactValue> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(Fact), v.record(v.string(), Fact)]),
)

export const DoctorReport = v.strictObject({
  version: v.literal(1),
  /** The worst severity that was found. */
  verdict: Severity,
  /** Worst first. */
  findings: v.array(
    v.strictObject({
      /** Which check says it; stable, so that a program can watch one thing in all stores. */
      check: v.string(),
      severity: Severity,
      subject: v.string(),
      message: v.string(),
      /** A command line to be run as it is, or a sentence. */
      mend: v.exactOptional(v.string()),
      /** What is to be done by hand after the command. */
      afterwards: v.exactOptional(v.string()),
      facts: v.record(v.string(), Fact),
    }),
  ),
})
export type DoctorReport = v.InferOutput<typeof DoctorReport>

export function reportOf(findings: readonly Finding[]): DoctorReport {
  return { version: 1, verdict: verdictOf(findings), findings: worstFirst(findings).map(plain) }
}

function plain({ mend, facts, ...finding }: Finding): DoctorReport['findings'][number] {
  if (!mend) return { ...finding, facts: { ...facts } }
  if (mend.kind === 'do') return { ...finding, mend: mend.text, facts: { ...facts } }
  const { command, afterwards } = mend
  return { ...finding, mend: command, ...(afterwards !== undefined && { afterwards }), facts: { ...facts } }
}
