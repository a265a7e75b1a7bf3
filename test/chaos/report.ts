/** A run as a table, and each violation as what a person needs to look for its cause. */
import type { Outcome } from './run.ts'
import { toldOf } from './tally.ts'
import { PROMISES, type ViolationKind } from './violation.ts'

export function table({ checker, tally, made, processes, ownEnds, connections, seconds, violations }: Outcome): string {
  const { presses, sightings } = checker
  const broken = (...kinds: ViolationKind[]) => violations.filter(({ kind }) => kinds.includes(kind)).length
  const rows: readonly (readonly [string, string | number])[] = [
    ['time', `${Math.round(seconds)} s`],
    ['kills (SIGKILL)', tally.kills],
    ['disasters', toldOf(tally.disasters)],
    ['processes started', processes],
    ['ended by themselves and started again', ownEnds],
    ['presses made', made],
    ['presses acknowledged', presses.acknowledged],
    ['presses refused or unanswered, then sent again', toldOf(tally.refused)],
    ['presses found in the log', presses.seen],
    ['given again to a log that was emptied', presses.again],
    ['entries read, all lives', checker.entries],
    ['lives of the logs', checker.lives],
    ['lost', broken('lost', 'withheld')],
    ['doubled', broken('doubled')],
    ['out of order, or with a hole', broken('reordered', 'hole')],
    ['connections to Redis and relays (reconnects)', connections.accepted],
    ['of them cut, made half-open', `${connections.cut}, ${connections.frozen}`],
    ['recoveries: a screen stands by the log (again)', tally.live],
    ['connections that a screen lost or tried in vain', tally.lost],
    ['views held against the log', sightings.views],
    ['states compared on the way', sightings.states],
    ['states compared at the end', checker.compared],
    ['violations', violations.length],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

export function account({ violations, violated }: Outcome, seed: number, home: string): string {
  const told = violations.map(({ kind, where, text, before }, index) => {
    const events = index < 3 ? `\n  what happened before:\n${before.map((line) => `    ${line}`).join('\n')}` : ''
    return `${index + 1}. ${kind}: ${PROMISES[kind]}\n  where: ${where}\n  ${text}${events}`
  })
  const more = violated > violations.length ? `\nand ${violated - violations.length} more` : ''
  return `${told.join('\n')}${more}\nseed ${seed}; plan, entries and the processes' own words are in ${home}`
}
