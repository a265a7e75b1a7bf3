/** Whether a box runs older firmware than it could: than this program knows of, or than another box of its model here. */
import type { BoxReport } from '../../../firmware-bridge/sources/source.ts'
import { boxesOf, identityOf, subjectOf } from '../boxes.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand } from '../mend.ts'

/** Of our own firmware, whose models are all called `till-…`. A test holds this against the firmware's source. */
export const NEWEST_FIRMWARE = '1.0'
const OWN_MODEL = /^till-/u

export function judgeFirmware({ bridge }: Facts): Judgement[] {
  if (bridge.kind !== 'reports') return []
  const boxes = boxesOf(bridge.report)
  return boxes.flatMap((box) => judge(box, newestOf(boxes, box.model)))
}

function judge(box: BoxReport, newest: string | undefined): Judgement[] {
  const { firmware, model } = box
  if (firmware === undefined || newest === undefined) return []
  const about = { subject: subjectOf(box), facts: { ...identityOf(box), newest } }
  if (!isOlder(firmware, newest)) return [{ severity: 'ok', ...about, message: `${model} ${firmware} is the newest` }]
  const message = `its firmware ${firmware} is older than ${newest}, the newest for ${model}`
  return [{ severity: 'warning', ...about, message, mend: byHand('Flash the box anew: docs/button-box.md') }]
}

function newestOf(boxes: readonly BoxReport[], model: string | undefined): string | undefined {
  if (model === undefined) return undefined
  const here = boxes.flatMap((box) => (box.model === model && box.firmware !== undefined ? [box.firmware] : []))
  const known = OWN_MODEL.test(model) ? [...here, NEWEST_FIRMWARE] : here
  return known.reduce<string | undefined>(
    (best, one) => (best === undefined || isOlder(best, one) ? one : best),
    undefined,
  )
}

/** Number by number: 1.9 is older than 1.10. What is no number counts as 0. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbers(version), numbers(than)]
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number(/^\d+/u.exec(part)?.[0] ?? 0))
}
