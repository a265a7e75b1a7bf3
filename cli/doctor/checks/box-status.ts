/** Whether each box is there and alive. */
import type { BoxReport } from '../../../firmware-bridge/sources/source.ts'
import { deviceOf, eachBox, identityOf, subjectOf } from '../boxes.ts'
import type { Judgement } from '../finding.ts'
import { byHand } from '../mend.ts'
import { duration } from '../words.ts'

/** A box says each second that it is alive; for so long the bridge waits for the next word, ms. */
const DEAD_AFTER = 3_000

export const judgeBoxStatus = eachBox((box, { now }) => [judge(box, now)])

function judge(box: BoxReport, now: number): Judgement {
  const { status, cashier, names, heartbeatAt } = box
  const device = deviceOf(box)
  const silentMs = heartbeatAt === undefined ? undefined : now - heartbeatAt
  const facts = { ...identityOf(box), status: status.kind, heartbeatAgeMs: silentMs ?? null }
  const about = { subject: subjectOf(box), facts }
  switch (status.kind) {
    case 'open':
      if (silentMs === undefined) return { severity: 'ok', ...about, message: `its box is open on ${device}` }
      if (silentMs < DEAD_AFTER) {
        return { severity: 'ok', ...about, message: `its box is alive on ${device}, heard ${duration(silentMs)} ago` }
      }
      return {
        severity: 'error',
        ...about,
        message: `its box on ${device} has not been heard for ${duration(silentMs)}: presses do nothing`,
        mend: byHand('Unplug the box and plug it in again; if that does not help, change its cable'),
      }
    case 'opening':
      return { severity: 'note', ...about, message: `its box is being opened on ${device}` }
    case 'lost':
      return {
        // Of a box that was once found by itself and is no till's, nobody waits for the return.
        severity: cashier === undefined && names.length > 0 ? 'note' : 'error',
        ...about,
        message: `its box is gone since ${duration(now - status.since)} (${status.reason}): presses do nothing`,
        mend: byHand(`Plug the box in again: it was last seen at ${device}`),
      }
    case 'refused':
      return {
        severity: 'error',
        ...about,
        message: `its box is there at ${device}, but cannot be opened (${status.reason})`,
        mend: byHand('See the checks "permission" and "holder" for this port'),
      }
    case 'stopped':
      return { severity: 'note', ...about, message: 'its box is no longer read: the bridge is stopping' }
  }
}
