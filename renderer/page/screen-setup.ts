/** What this page is told besides the log: `screen.json`, and what its own address says over it. */
import * as v from 'valibot'
import { KIOSK_SCHEME } from '../../protocol/kiosk-origin.ts'
import { DEFAULT_SCREEN, ScreenSetup, THEMES } from '../../protocol/screen-setup.ts'

/** A relay answers at once. One that is silent for longer, ms, must not leave a page at "Please wait" for ever. */
const ANSWERS_WITHIN = 3_000

/** The kiosk's program answers when it knows its relay. A page that is told nothing is a screen all the same. */
export async function loadSetup(href: string): Promise<ScreenSetup> {
  return (await askSetup(href)) ?? withAddress(DEFAULT_SCREEN, href)
}

/** Undefined: no answer, or none that can be used. An older relay, or one that has just gone. */
export async function askSetup(href: string): Promise<ScreenSetup | undefined> {
  const page = new URL(href)
  try {
    const answer = await fetch(new URL(`/screen.json${page.search}`, page), { cache: 'no-store', ...patience(page) })
    const told = v.safeParse(ScreenSetup, answer.ok ? await answer.json() : undefined)
    return told.success ? withAddress(told.output, href) : undefined
  } catch (error) {
    const isNoAnswer = error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException
    if (isNoAnswer) return undefined
    throw error
  }
}

/** The kiosk's own program may have to wait for its relay's address first, and without that a page can do nothing. */
function patience({ protocol }: URL): RequestInit {
  return protocol === `${KIOSK_SCHEME}:` ? {} : { signal: AbortSignal.timeout(ANSWERS_WITHIN) }
}

/** `?sound=off&voice=off&volume=0.7&theme=light&mark=/logo.svg`: for a browser that somebody sets up by hand. Pure. */
export function withAddress(setup: ScreenSetup, href: string): ScreenSetup {
  const page = new URL(href)
  const query = page.searchParams
  const silent = query.get('sound') === 'off'
  const loudness = level(query.get('volume'))
  const theme = THEMES.find((name) => name === query.get('theme'))
  const logo = mark(query.get('mark'), page)
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

/** A picture on the page's own origin, or one in the address itself. Browsers read `/\host` as `//host`, too. */
function mark(text: string | null, page: URL): string | undefined {
  if (text === null) return undefined
  if (text.startsWith('data:image/')) return text
  const here = text.startsWith('/') && URL.canParse(text, page) ? new URL(text, page) : undefined
  return here?.protocol === page.protocol && here.host === page.host ? text : undefined
}
