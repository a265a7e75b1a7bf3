/** What became of each box's presses: keys that stick, events that were lost, silences. */
import type { BoxReport } from '../../../firmware-bridge/sources/source.ts'
import { eachBox, identityOf, subjectOf } from '../boxes.ts'
import type { Judgement } from '../finding.ts'
import { byHand } from '../mend.ts'
import { count, ranges } from '../words.ts'

/** The watchdog may have to open a box again now and then: a plug that is pulled out for cleaning. */
const MANY_SILENCES = 3

export const judgeBoxEvents = eachBox((box) => {
  const found = [...judgeStuck(box), ...judgeLost(box), ...judgeSilences(box)]
  return found.length > 0 ? found : [fine(box)]
})

function judgeStuck(box: BoxReport): Judgement[] {
  const { stuck } = box
  if (stuck.length === 0) return []
  // On the box the buttons are counted from 1.
  const keys = ranges(stuck.map((button) => button + 1))
  return [
    {
      severity: 'error',
      subject: subjectOf(box),
      message: `button ${keys} is stuck down: the box works, but this button cannot call`,
      mend: byHand('Free or change the button; if it is free, look for a short circuit between its wires'),
      facts: { ...identityOf(box), stuck },
    },
  ]
}

function judgeLost(box: BoxReport): Judgement[] {
  const { lost, missed, presses } = box.counts
  if (lost + missed === 0) return []
  const dropped = lost > 0 ? [`${lost} dropped by the box, whose memory was full while nobody acknowledged`] : []
  const never = missed > 0 ? [`${missed} numbered by the box that never came`] : []
  return [
    {
      severity: 'warning',
      subject: subjectOf(box),
      message: `presses have been lost (beside ${presses} good ones): ${[...dropped, ...never].join('; ')}`,
      mend: byHand('Look at the bridge: was it stopped, or its disk full? Its log lines of that time say so'),
      facts: { ...identityOf(box), lost, missed, presses },
    },
  ]
}

function judgeSilences(box: BoxReport): Judgement[] {
  const { silences } = box.counts
  if (silences === 0) return []
  const often = silences >= MANY_SILENCES
  return [
    {
      severity: often ? 'warning' : 'note',
      subject: subjectOf(box),
      message: `its box fell silent and was opened again ${count(silences, 'time')}`,
      ...(often && { mend: byHand('Change the cable; a loose plug or a hub without its own power does this') }),
      facts: { ...identityOf(box), silences },
    },
  ]
}

function fine(box: BoxReport): Judgement {
  const { presses, repeated } = box.counts
  return {
    severity: 'ok',
    subject: subjectOf(box),
    message: `${count(presses, 'press', 'presses')}, none lost, no button stuck`,
    facts: { ...identityOf(box), presses, repeated },
  }
}
