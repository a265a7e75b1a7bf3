/** The clock: is the year sane, does anything set it, and how far is it from log time. */
import { type Facts, type Linux, onLinux } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { run } from '../mend.ts'
import { duration } from '../words.ts'

/** A computer without a battery begins in 1970 or in the year its system was made; nobody runs this before it was. */
const SANE = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2100, 0, 1) }
/** Log lines of different machines no longer lie in order, ms. */
const OFF = 1_000

export function judgeClock(facts: Facts): Judgement[] {
  return [...judgeYear(facts), ...judgeOffset(facts), ...judgeService(facts)]
}

function judgeYear({ now }: Facts): Judgement[] {
  const date = new Date(now).toISOString().slice(0, 10)
  if (now >= SANE.from && now < SANE.to) return []
  const message = `this machine thinks that it is ${date}: tokens and TLS fail, log lines mislead`
  return [{ severity: 'error', subject: 'clock', message, mend: run(SET_CLOCK), facts: { date } }]
}

const SET_CLOCK = 'sudo timedatectl set-ntp true'

function judgeOffset(facts: Facts): Judgement[] {
  const measured = logTime(facts)
  if (!measured) return []
  const { from, offsetMs, withinMs } = measured
  const about = { subject: 'clock', facts: { offsetMs, withinMs, from } }
  const [far, off] = [Math.abs(offsetMs), Math.max(0, Math.abs(offsetMs) - withinMs)]
  if (off < OFF)
    return [{ severity: 'ok', ...about, message: `within ${duration(far + withinMs)} of log time (${from})` }]
  const how = `${duration(far)} ${offsetMs > 0 ? 'behind' : 'ahead of'} log time (${from})`
  const mend = run(SET_CLOCK, `here, and where ${from} runs`)
  if (off < facts.wanted.staleAfterMs) {
    const message = `${how}: calls are right all the same, but log lines of different machines do not lie in order`
    return [{ severity: 'warning', ...about, message, mend }]
  }
  const message = `${how}: presses made before the log is reached are taken for too old, or for coming ones`
  return [{ severity: 'error', ...about, message, mend }]
}

/** Redis tells the time of the log itself; the relay tells it at second hand. */
function logTime({ redis, relay }: Facts) {
  if (redis?.kind === 'answers') return { from: 'Redis', ...redis.clock }
  if (relay?.state.kind === 'answers' && relay.state.board.kind === 'answered') {
    return { from: 'relay', offsetMs: relay.state.board.offsetMs, withinMs: relay.state.board.withinMs }
  }
  return undefined
}

/** Programs that set the clock, besides systemd-timesyncd, and how each says whether it does. */
const SERVICES: { readonly [name: string]: string } = {
  chronyd: 'chronyc tracking',
  ntpd: 'ntpq -p',
  ntpsec: 'ntpq -p',
  openntpd: 'ntpctl -s status',
  ptp4l: 'pmc -u -b 0 "GET TIME_STATUS_NP"',
}

const judgeService = onLinux(({ machine, processes }: Linux): Judgement[] => {
  // In a container the host's clock is what counts, and it cannot be seen from there.
  if (machine.container) return []
  const subject = 'clock'
  if (machine.timeSet) {
    return [{ severity: 'ok', subject, message: 'set by systemd-timesyncd', facts: { service: 'systemd-timesyncd' } }]
  }
  const running = processes.all.find(({ name }) => Object.hasOwn(SERVICES, name))
  if (running) {
    const message = `${running.name} runs; whether it has set the clock, only it knows`
    const mend = run(SERVICES[running.name] ?? running.name)
    return [{ severity: 'note', subject, message, mend, facts: { service: running.name } }]
  }
  // The kernel cuts names at 15 characters.
  const waiting = processes.all.some(({ name }) => name === 'systemd-timesyn')
  const message = waiting
    ? 'systemd-timesyncd runs, but has not set the clock since the start: it reaches no time server'
    : 'nothing sets the clock of this machine: it will run away by seconds a week'
  const mend = waiting
    ? run('timedatectl timesync-status', 'shows its server; the firewall must let NTP (UDP 123) out')
    : run(SET_CLOCK)
  return [{ severity: 'warning', subject, message, mend, facts: { service: waiting ? 'systemd-timesyncd' : null } }]
})
