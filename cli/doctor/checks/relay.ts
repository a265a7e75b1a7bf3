/** Whether the relay is alive, would bring a press to a screen, and has screens at all. */

import type { RelayFacts } from '../facts/relay.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand, run } from '../mend.ts'
import { count } from '../words.ts'

/** The relay's own pages, and pages of others that speak htmx. */
const SCREEN_ROLES = ['screen', 'html']

export function judgeRelay(facts: Facts): Judgement[] {
  const { relay } = facts
  if (!relay) {
    const message = 'the settings let the system choose its port: it cannot be asked'
    return [
      {
        severity: 'note',
        subject: 'relay',
        message,
        mend: byHand('Give the doctor its port: cashierq doctor --port PORT'),
        facts: { port: 0 },
      },
    ]
  }
  const { address, state } = relay
  switch (state.kind) {
    case 'unreachable':
      return [unreachable(facts, address, state.reason)]
    case 'foreign': {
      const message = `another program answers at ${address}: no screen finds the relay there`
      const mend = run(`sudo ss -ltnp 'sport = :${new URL(address).port}'`, 'says which; stop it, or set CASHIERQ_PORT')
      return [{ severity: 'error', subject: 'relay', message, mend, facts: { address } }]
    }
    case 'answers':
      return [
        judgeReady(address, state),
        judgeBoard(facts.wanted.store, address, state),
        judgeScreens(address, state),
      ].flat()
  }
}

function unreachable({ redis, wanted }: Facts, address: string, why: string): Judgement {
  const message = `no relay answers at ${address} (${why}): screens that look there show nothing`
  // With the log in Redis it may well run on another machine.
  const elsewhere = redis !== undefined
  const mend = elsewhere
    ? run('cashierq relay', 'or, if it runs elsewhere: cashierq doctor --host HOST')
    : run('cashierq up')
  const severity = elsewhere ? 'warning' : 'error'
  return { severity, subject: 'relay', message, mend, facts: { address, reason: why, store: wanted.store } }
}

type Answers = Extract<RelayFacts['state'], { kind: 'answers' }>

function judgeReady(address: string, { ready }: Answers): Judgement {
  if (ready.kind === 'ready') {
    const message = `a press would reach a screen: ${Math.round(ready.roundTripMs * 10) / 10} ms there and back`
    return { severity: 'ok', subject: 'relay', message, facts: { address, roundTripMs: ready.roundTripMs } }
  }
  const message = `a press would reach no screen: ${ready.reason}`
  const mend = byHand('See the checks "redis", "bridge" and "folder"; if they are well, restart the relay')
  return { severity: 'error', subject: 'relay', message, mend, facts: { address, reason: ready.reason } }
}

/** The board asks for the very token that screens need. */
function judgeBoard(store: string, address: string, { board }: Answers): Judgement[] {
  if (board.kind !== 'refused') return []
  const mend = byHand(
    board.code === 'unknown_store'
      ? "Give the doctor the relay's store: --store STORE"
      : 'Give the doctor the same CASHIERQ_SECRET as the relay',
  )
  const message = `will not show store ${store}: ${board.message}`
  return [{ severity: 'error', subject: 'relay', message, mend, facts: { address, code: board.code } }]
}

function judgeScreens(address: string, { clients }: Answers): Judgement {
  if (clients.kind === 'unknown') {
    const message = `how many are connected, the relay does not say: ${clients.reason}`
    return { severity: 'note', subject: 'screens', message, facts: { address } }
  }
  const screens = SCREEN_ROLES.reduce((sum, role) => sum + (clients.byRole.get(role) ?? 0), 0)
  const facts = { address, ...Object.fromEntries(clients.byRole), screens }
  if (screens > 0)
    return { severity: 'ok', subject: 'screens', message: `${count(screens, 'screen')} connected`, facts }
  const message = 'no screen is connected: calls are made, and no customer sees them'
  return { severity: 'warning', subject: 'screens', message, mend: run(`cashierq kiosk --relay ${address}`), facts }
}
