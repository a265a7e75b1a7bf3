/** What the doctor itself could not look at: another system than Linux, and files it may not read. */
import { type Facts, onLinux } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { AS_ROOT, run } from '../mend.ts'

export function judgeSystem(facts: Facts): Judgement[] {
  if (facts.local.kind === 'linux') return judgeUnreadable(facts)
  const { platform } = facts.local
  const message = `ports, their holders, rights and drivers are looked at on Linux alone; this is ${platform}`
  return [{ severity: 'note', subject: 'system', message, facts: { platform } }]
}

const judgeUnreadable = onLinux(({ unreadable }): Judgement[] =>
  [...unreadable].map(([path, code]) => ({
    severity: 'note',
    subject: path,
    message: `could not be read (${code}): what it says is missing from the other checks`,
    ...(code === 'EACCES' && { mend: run(AS_ROOT) }),
    facts: { code },
  })),
)
