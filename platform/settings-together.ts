/** What no setting can be checked for alone: languages that exist, times that fit, colours that can be read. Pure. */
import { contrast, ENOUGH_CONTRAST } from '../protocol/contrast.ts'
import { isRealLanguage } from '../protocol/language/index.ts'
import type { Till } from '../protocol/settings.ts'
import type { SettingName, Settings } from './settings-schema.ts'

/** `setting` is the name in cashierq.json; `reason` says all of it. */
export type SettingProblem = { readonly setting: string; readonly reason: string }

export function* togetherProblems(settings: Settings): Generator<SettingProblem & { readonly setting: SettingName }> {
  yield* languageProblems(settings)
  const { holdMs, floorMs, tills, colours } = settings
  if (floorMs > holdMs) {
    const reason = `floorMs is ${floorMs}, but a call is held for ${holdMs} ms: it must not be longer`
    yield { setting: 'floorMs', reason }
  }
  if (colours !== undefined) {
    const reason = contrastProblem(`colours: ${colours.text} on ${colours.ground}`, colours.text, colours.ground)
    if (reason !== undefined) yield { setting: 'colours', reason }
  }
  for (const reason of tillProblems(tills ?? [])) yield { setting: 'tills', reason }
}

/** What is wrong with tills that are each well formed: one that is there twice, white that cannot be read on a colour. */
export function* tillProblems(tills: readonly Till[]): Generator<string> {
  const numbers = new Set<number>()
  for (const till of tills) {
    if (numbers.has(till.number)) yield `tills: till ${till.number} is there twice`
    numbers.add(till.number)
    const reason = contrastProblem(`tills: white on ${till.colour}`, till.colour, '#ffffff')
    if (reason !== undefined) yield reason
  }
}

function* languageProblems({ language, languages = [], announceLanguages }: Settings) {
  const given = { language: [language], languages, announceLanguages } as const
  for (const setting of ['language', 'languages', 'announceLanguages'] as const) {
    const nowhere = given[setting].find((tag) => !isRealLanguage(tag))
    if (nowhere !== undefined) yield { setting, reason: `language: there is no language "${nowhere}"` }
  }
}

function contrastProblem(what: string, one: string, other: string): string | undefined {
  const ratio = contrast(one, other)
  if (ratio >= ENOUGH_CONTRAST) return undefined
  // Rounded down: 6.97 must not be refused as "7.0".
  return `${what} has ${(Math.floor(ratio * 10) / 10).toFixed(1)}:1, it must have 7:1`
}
