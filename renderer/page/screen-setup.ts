/** What this page is told besides the log: `screen.json`, and what its own address says over it. */
import * as v from 'valibot'
import { DEFAULT_SCREEN, ScreenSetup, THEMES } from '../../protocol/screen-setup.ts'

/** The kiosk's program answers when it knows its relay. A page that is told nothing is a screen all the same. */
export async function loadSetup(href: string): Promise<ScreenSetup> {
  return (await askSetup(href)) ?? withAddress(DEFAULT_SCREEN, href)
}

/** Undefined: no answer, or none that can be used. An older relay, or one that has just gone. */
export async function askSetup(href: string): Promise<ScreenSetup | undefined> {
  const page = new URL(href)
  try {
    const answer = await fetch(new URL(`/screen.json${page.search}`, page), { cache: 'no-store' })
    const told = v.safeParse(ScreenSetup, answer.ok ? await answer.json() : undefined)
    return told.success ? withAddress(told.output, href) : undefined
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** `?sound=off&voice=off&volume=0.7&theme=light&mark=/logo.svg`: for a browser that somebody sets up by hand. Pure. */
export function withAddress(setup: ScreenSetup, href: string): ScreenSetup {
  const query = new URL(href).searchParams
  const silent = query.get('sound') === 'off'
  const loudness = level(query.get('volume'))
  const theme = THEMES.find((name) => name === query.get('theme'))
  const logo = mark(query.get('mark'))
  return {
    ...setup,
    chime: setup.chime && !silent,
    voice: setup.voice && !silent && query.get('voice') !== 'off',
    volume: setup.volume.map((step) => ({ ...step, volume: step.volume * loudness })),
    ...(theme === undefined ? {} : { theme }),
    ...(logo === undefined ? {} : { logo }),
  }
}

function level(text: string | null): number {
  const value = text === null || text === '' ? 1 : Number(text)
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 1
}

/** A picture on the page's own origin, or one in the address itself. */
function mark(text: string | null): string | undefined {
  if (text === null) return undefined
  return /^\/(?!\/)/u.test(text) || text.startsWith('data:image/') ? text : undefined
}
