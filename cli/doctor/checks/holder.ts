/** Whether another program has a box's port open: it would take the presses away. */

import type { Process } from '../facts/processes.ts'
import { type Facts, onLinux } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { AS_ROOT, run } from '../mend.ts'
import { portsOf } from '../relevance.ts'

export const judgeHolders = onLinux(({ processes }, facts: Facts): Judgement[] => {
  const judged = portsOf(facts).flatMap(({ port: { node }, relevance }) => {
    const holders = processes.holders.get(node) ?? []
    const strangers = holders.filter(({ cashierq }) => cashierq === undefined)
    if (strangers.length > 0) return [held(node, strangers, relevance)]
    return holders.length > 0 ? [ours(node, holders)] : []
  })
  return [...judged, ...hiddenProcesses(facts, judged)]
})

function held(node: string, strangers: readonly Process[], relevance: 'ours' | 'maybe'): Judgement {
  const who = strangers.map(({ label, pid }) => `${label} (pid ${pid})`).join(', ')
  return {
    severity: relevance === 'ours' ? 'error' : 'note',
    subject: node,
    message: `held by ${who}: while it is, the bridge cannot open the port, or loses what the other one reads`,
    mend: run(`sudo kill ${strangers.map(({ pid }) => pid).join(' ')}`, 'or close the program'),
    facts: { holders: strangers.map(({ pid, name }) => ({ pid, name })) },
  }
}

function ours(node: string, holders: readonly Process[]): Judgement {
  const who = holders.map(({ cashierq, pid }) => `cashierq ${cashierq} (pid ${pid})`).join(', ')
  return {
    severity: 'ok',
    subject: node,
    message: `read by ${who}`,
    facts: { holders: holders.map(({ pid, name }) => ({ pid, name })) },
  }
}

/** Only root sees whose the ports are; that matters where there are ports of which nothing is known. */
function hiddenProcesses(facts: Facts, judged: readonly Judgement[]): Judgement[] {
  const hidden = facts.local.kind === 'linux' ? facts.local.processes.hidden : 0
  if (hidden === 0 || portsOf(facts).length === judged.length) return []
  const message = `what ${hidden} processes of other users have open cannot be seen: one of them may hold a port`
  return [{ severity: 'note', subject: 'processes', message, mend: run(AS_ROOT), facts: { hidden } }]
}
