/** What the set-up page begins with: the settings as they stand, or their defaults, and the displays there are. Pure. */
import { basename } from 'node:path'
import { checkSettings } from '../../platform/check-settings.ts'
import type { Settings } from '../../platform/settings-schema.ts'
import { DEFAULT_SETTINGS } from '../../protocol/settings.ts'
import type { SetupDraft, SetupFacts, SetupScreen } from '../../protocol/setup.ts'
import { readSettingsText } from './settings-text.ts'

/** A display as Electron tells of it; bounds are in pixels that all displays share. */
export type SystemDisplay = {
  readonly id: number
  readonly label: string
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** `text` is the file's content, undefined where there is none. */
export function setupFacts(path: string, text: string | undefined, screens: readonly SetupScreen[]): SetupFacts {
  const read = readSettingsText(text)
  const { settings, problems } = checkSettings(read.kind === 'object' ? read.object : {})
  const said = problems.map(({ setting, reason }) => (reason.startsWith(setting) ? reason : `${setting}: ${reason}`))
  return {
    file: path,
    first: read.kind === 'none',
    problems: read.kind === 'broken' ? [`${basename(path)} cannot be read: ${read.reason}`] : said,
    draft: draftOf(settings),
    pinSet: settings.pin !== undefined,
    screens: [...screens],
    holdMs: settings.holdMs,
    floorMs: settings.floorMs,
  }
}

/** Two TVs of one model can have the same id: then only the place tells which of them is the primary one. */
export function setupScreens(
  displays: readonly SystemDisplay[],
  primary: Pick<SystemDisplay, 'id' | 'bounds'> | number,
): SetupScreen[] {
  const isPrimary = ({ id, bounds: { x, y } }: SystemDisplay) =>
    typeof primary === 'number' ? id === primary : id === primary.id && x === primary.bounds.x && y === primary.bounds.y
  return displays.map((display) => {
    const { x, y, width, height } = display.bounds
    return { id: String(display.id), label: display.label, x, y, width, height, primary: isPrimary(display) }
  })
}

function draftOf(settings: Settings): SetupDraft {
  const { relay, token, colours, logo, language, languages, tills } = settings
  return {
    line: relay === undefined ? { kind: 'own' } : { kind: 'central', relay, ...(token === undefined ? {} : { token }) },
    store: settings.store,
    screenName: settings.screenName,
    languages: [...(languages ?? [language])],
    announceLanguages: [...settings.announceLanguages],
    tills: [...(tills ?? DEFAULT_SETTINGS.tills)],
    chime: settings.chime,
    voice: settings.voice,
    volume: [...settings.volume],
    displays: [...settings.displays],
    theme: settings.theme,
    ...(colours === undefined ? {} : { colours }),
    ...(logo === undefined ? {} : { logo }),
    pin: { kind: settings.pin === undefined ? 'none' : 'keep' },
    diagonalInches: settings.diagonalInches,
    readingMetres: settings.readingMetres,
  }
}
