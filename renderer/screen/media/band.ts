/** The band under a picture: "Please wait", the called tills and the clock, with a notice over them. */
import { WEIGHT } from '../../look/fonts.ts'
import { inkWidth } from '../geometry.ts'
import { type Field, innerBox } from '../layout.ts'
import type { InkMeter } from '../measure.ts'
import type { Picture } from '../picture.ts'
import { placesWaiting, type WaitPlaces } from './places.ts'

/** A notice's letters, of the shorter side, and its lines, as screen.css has them. */
const NOTICE = { share: 0.042, least: 17, leading: 1.3, lines: 2, gap: 0.5 } as const

type Waiting = Extract<Picture, { kind: 'wait' }>

export function bandPlaces(picture: Waiting, field: Field, strip: number, meter: InkMeter): WaitPlaces {
  return placesWaiting(field, strip, picture.notice === null ? 0 : noticeHeight(picture.notice, picture, field, meter))
}

function noticeHeight(notice: string, { catalogue }: Waiting, field: Field, meter: InkMeter): number {
  const letters = Math.max(NOTICE.least, Math.min(field.width, field.height) * NOTICE.share)
  const width = inkWidth(meter.ink(notice, { language: catalogue.tag, weight: WEIGHT.text })) * letters
  // A little less than there is: lines are balanced, and some themes set notices bolder.
  const lines = width < innerBox(field).width * 0.85 ? 1 : NOTICE.lines
  return letters * (lines * NOTICE.leading + NOTICE.gap)
}
