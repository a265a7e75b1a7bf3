/** Whether everybody in the line can read the screen: its size and distance, its colours, its times. */
import { figureText, type LegibilityVerdict, legibility, type Rule } from '../../../protocol/legibility.ts'
import type { Facts } from '../facts.ts'
import type { FactRecord, Judgement, Mend } from '../finding.ts'
import { byHand } from '../mend.ts'

const SUBJECT = 'screen'

export function judgeLegibility({ wanted: { screen } }: Facts): Judgement[] {
  const verdicts = legibility(screen)
  const { diagonalInches, readingMetres } = screen
  const about = { subject: SUBJECT, facts: factsOf(verdicts, { diagonalInches, readingMetres }) }
  const failed = verdicts.filter(({ pass }) => !pass)
  if (failed.length === 0) {
    const message = `${diagonalInches} inches are read from ${readingMetres} m, with low vision too`
    return [{ severity: 'ok', ...about, message }]
  }
  return failed.map((verdict) => ({
    severity: 'warning',
    ...about,
    message: sentence(verdict, readingMetres),
    mend: MENDS[verdict.unit === 'mm' || verdict.unit === 'arcmin' ? 'size' : 'setting'],
  }))
}

const MENDS: { readonly [kind in 'size' | 'setting']: Mend } = {
  size: byHand(
    'Take a larger screen or hang it nearer to the line, and set diagonalInches and readingMetres to what is so',
  ),
  setting: byHand('Change it on the set-up page, or in cashierq.json'),
}

const SAID: { readonly [rule in Rule]: string } = {
  numeral: 'the numeral’s share of the height',
  word: 'the word’s share of the height',
  'low-vision': 'the numeral, for people with low vision',
  sign: 'the numeral, by the ADA rule for signs',
  arc: 'the word, as the eye sees it',
  contrast: 'the weakest contrast',
  hold: 'how long a call stays',
  floor: 'how long a call stays at least',
}

function sentence({ rule, value, limit, most, unit, of }: LegibilityVerdict, metres: number): string {
  const asked =
    most === undefined || value < limit
      ? `at least ${figureText(limit, unit, 'limit')}`
      : `at most ${figureText(most, unit)}`
  const far = unit === 'mm' || unit === 'arcmin' ? ` at ${metres} m` : ''
  return `${SAID[rule]}: ${figureText(value, unit)}${of === undefined ? '' : ` (${of})`}, it should be ${asked}${far}`
}

function factsOf(verdicts: readonly LegibilityVerdict[], more: FactRecord): FactRecord {
  const rules = verdicts.map(({ rule, value, limit, unit, pass }) => {
    return { rule, value: Math.round(value * 100) / 100, limit: Math.round(limit * 100) / 100, unit, pass }
  })
  return { ...more, rules }
}
