/** FTDI chips hold bytes back to fill their packets; 16 ms is the driver's default, and each press waits for it. */
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { addRule } from '../mend.ts'
import { portsOf } from '../relevance.ts'

const BEST = 1

export function judgeLatency(facts: Facts): Judgement[] {
  return portsOf(facts).flatMap(({ port: { node, latencyMs }, relevance }): Judgement[] => {
    if (latencyMs === undefined) return []
    const about = { subject: node, facts: { latencyMs } }
    if (latencyMs <= BEST)
      return [{ severity: 'ok', ...about, message: `its FTDI chip hands bytes on after ${BEST} ms` }]
    return [
      {
        severity: relevance === 'ours' ? 'warning' : 'note',
        ...about,
        message: `its FTDI chip holds bytes back for up to ${latencyMs} ms: every press and every lamp comes so much later`,
        mend: addRule('ftdi', `SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", ATTR{latency_timer}="${BEST}"`),
      },
    ]
  })
}
