/** How clean each box's line is: damaged frames and stray bytes, as rates of all that came. */
import type { BoxReport } from '../../../firmware-bridge/sources/source.ts'
import { eachBox, identityOf, subjectOf } from '../boxes.ts'
import type { Judgement, Severity } from '../finding.ts'
import { byHand } from '../mend.ts'
import { count, percent } from '../words.ts'

/** A few are normal: a port that is opened in the middle of a frame, a plug that is being pushed in. */
const FEW = 3
const FEW_BYTES = 200
/** Shares of damaged frames. Each costs 50 ms at least until it is sent again; at one in twenty it can be felt. */
const WORRYING = 0.001
const BAD = 0.05
/** Stray bytes per frame; a frame has about twenty. */
const WORRYING_BYTES = 0.1
const BAD_BYTES = 5

export const judgeBoxLine = eachBox((box) => [judge(box)])

function judge(box: BoxReport): Judgement {
  const { frames, crcErrors, discardedBytes, refused } = box.counts
  const damaged = share(crcErrors, frames)
  const unread = share(refused, frames)
  const strayPerFrame = discardedBytes / Math.max(1, frames)
  const worst = Math.max(
    crcErrors > FEW ? level(damaged, WORRYING, BAD) : 0,
    refused > FEW ? level(unread, WORRYING, BAD) : 0,
    discardedBytes > FEW_BYTES ? level(strayPerFrame, WORRYING_BYTES, BAD_BYTES) : 0,
  )
  const about = {
    subject: subjectOf(box),
    facts: { ...identityOf(box), frames, crcErrors, crcErrorShare: damaged, discardedBytes, refused },
  }
  const said = [
    ...(crcErrors > 0 ? [`${count(crcErrors, 'damaged frame')} (${percent(damaged)})`] : []),
    ...(discardedBytes > 0 ? [count(discardedBytes, 'stray byte')] : []),
    ...(refused > 0 ? [`${refused} of ours that the box could not read`] : []),
  ].join(', ')
  if (worst === 0) return { severity: 'ok', ...about, message: `clean line: ${said || 'nothing damaged'}` }
  return {
    severity: LEVELS[worst] ?? 'error',
    ...about,
    message: `its line is disturbed, so presses come late: ${said}, beside ${count(frames, 'good frame')}`,
    mend: byHand(
      'Change the USB cable for a short shielded one, without a passive hub, away from mains leads and motors',
    ),
  }
}

const LEVELS: readonly Severity[] = ['ok', 'warning', 'error']

function level(value: number, worrying: number, bad: number): number {
  return value >= bad ? 2 : value >= worrying ? 1 : 0
}

function share(errors: number, good: number): number {
  return errors === 0 ? 0 : errors / (errors + good)
}
