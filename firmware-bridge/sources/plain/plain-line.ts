/** What a line of a plain box says. Pure: no device, no clock. */
import { Failure, reason } from '../../../platform/failure.ts'
import { parsePress } from '../../../protocol/press.ts'
import type { SourcePress } from '../source.ts'

/** A till's number alone, as any hobby board prints it. */
const DEFAULT_PATTERN = '^(?<cashier>\\d{1,2})$'

export type LinePattern = { readonly pattern: RegExp; readonly cashier?: number }

/** Only for checking: a line that names no language gets the bridge's own later. */
const ANY_LANGUAGE = 'en'

/**
 * `text` is a regular expression with the named groups `cashier`, `action` and `language`, each optional, but without
 * a fixed `cashier` the group of that name must be there. Throws `bad_setting`.
 */
export function linePattern(text: string | undefined, cashier?: number): LinePattern {
  const source = text ?? DEFAULT_PATTERN
  if (cashier === undefined && !source.includes('(?<cashier>')) {
    throw new Failure('bad_setting', `the pattern ${source} needs a group (?<cashier>…), or the source a till: …=3`)
  }
  try {
    return { pattern: new RegExp(source, 'u'), ...(cashier !== undefined && { cashier }) }
  } catch (error) {
    throw new Failure('bad_setting', `the pattern ${source} is no regular expression: ${reason(error)}`, error)
  }
}

/** The press that a line says, or undefined: then it is noise. A fixed till counts for more than the line's. */
export function pressOfLine(line: string, { pattern, cashier }: LinePattern): SourcePress | undefined {
  const match = pattern.exec(line.trim())
  if (!match) return undefined
  const { cashier: named, action, language } = match.groups ?? {}
  const parsed = parsePress({ cashier: cashier ?? named, action, language: language ?? ANY_LANGUAGE })
  if (parsed.kind === 'refused') return undefined
  const { press } = parsed
  return { action: press.action, cashier: press.cashier, ...(language !== undefined && { language }) }
}
