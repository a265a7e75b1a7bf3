/** Whether the bridge of this store runs here, answers, and can do its work: journal, publisher, what is pending. */
import type { BridgeReport } from '../../../firmware-bridge/bridge-report.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { AS_ROOT, byHand, ofStore, run } from '../mend.ts'
import { portsOf } from '../relevance.ts'
import { count, duration } from '../words.ts'

/** Presses that the log does not have yet. While it answers they are a few at most. */
const MANY_PENDING = 100

export function judgeBridge(facts: Facts): Judgement[] {
  const { bridge } = facts
  if (bridge.kind === 'absent') return [absent(facts)]
  if (bridge.kind === 'denied') {
    const message = 'only its own user may ask the bridge: whether it runs, and how its boxes are, cannot be seen'
    return [{ severity: 'warning', subject: 'bridge', message, mend: run(AS_ROOT), facts: {} }]
  }
  if (bridge.kind === 'silent') {
    const message = `${bridge.reason}: it hangs, or is of another version than this doctor`
    return [
      {
        severity: 'error',
        subject: 'bridge',
        message,
        mend: byHand('Restart the bridge'),
        facts: { reason: bridge.reason },
      },
    ]
  }
  const { report } = bridge
  const up = report.now - report.startedAt
  const message = `runs since ${duration(up)} (pid ${report.pid})`
  const running: Judgement = { severity: 'ok', subject: 'bridge', message, facts: { pid: report.pid, upMs: up } }
  return [running, judgeJournal(report), judgePublisher(report)]
}

function absent(facts: Facts): Judgement {
  const { wanted, local, redis } = facts
  const here = `the data folder ${wanted.dataDir}`
  const other = local.kind === 'linux' ? local.processes.all.find(isBridge) : undefined
  if (other) {
    const message = `cashierq ${other.cashierq} runs (pid ${other.pid}), but not for store ${wanted.store} in ${here}`
    const mend = byHand(`Give the doctor the settings of pid ${other.pid}: its --store, --data-dir, or cashierq.json`)
    return { severity: 'warning', subject: 'bridge', message, mend, facts: { pid: other.pid, dataDir: wanted.dataDir } }
  }
  // With the log in Redis the bridge may well be another machine's; a button box that is plugged in here says no.
  const elsewhere = redis !== undefined && !portsOf(facts).some(({ relevance }) => relevance === 'ours')
  const message = `no bridge runs for store ${wanted.store} in ${here}: buttons of this machine do nothing`
  const mend = run(ofStore(wanted, redis === undefined ? 'up' : 'bridge'))
  return {
    severity: elsewhere ? 'note' : 'error',
    subject: 'bridge',
    message,
    mend,
    facts: { dataDir: wanted.dataDir },
  }
}

function isBridge({ cashierq }: { readonly cashierq?: string }): boolean {
  return cashierq === 'up' || cashierq === 'bridge'
}

function judgeJournal({ journal, now, pending }: BridgeReport): Judgement {
  const facts = { pending, health: journal.kind }
  if (journal.kind === 'ok') {
    return {
      severity: 'ok',
      subject: 'journal',
      message: `writes; ${count(pending, 'press', 'presses')} pending`,
      facts,
    }
  }
  const since = duration(now - journal.since)
  return {
    severity: 'error',
    subject: 'journal',
    message: `cannot write since ${since} (${journal.reason}): presses are refused, and lamps say so`,
    mend: byHand('Mend the disk or its rights (see the check "folder"); the bridge tries again by itself'),
    facts: { ...facts, reason: journal.reason },
  }
}

function judgePublisher({ publisher, counts, pending, now }: BridgeReport): Judgement {
  const facts = { status: publisher.kind, pending, ...counts }
  const kept = `${count(pending, 'press is', 'presses are')} kept`
  switch (publisher.kind) {
    case 'publishing': {
      if (pending < MANY_PENDING) return { severity: 'ok', subject: 'publisher', message: 'reaches the log', facts }
      const message = `${kept} because the log takes them too slowly: screens are late`
      return { severity: 'warning', subject: 'publisher', message, facts }
    }
    case 'connecting': {
      const message = `has not reached the log yet; ${kept}`
      return { severity: 'warning', subject: 'publisher', message, facts }
    }
    case 'away': {
      const since = duration(now - publisher.since)
      const message = `cannot reach the log since ${since} (${publisher.reason}): screens show nothing new; ${kept}`
      const mend = byHand(
        'Start Redis or its network again (see the check "redis"); the bridge then publishes by itself',
      )
      return { severity: 'error', subject: 'publisher', message, mend, facts: { ...facts, reason: publisher.reason } }
    }
    case 'stopped':
      return { severity: 'warning', subject: 'publisher', message: 'the bridge is stopping', facts }
  }
}
