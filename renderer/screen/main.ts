/** The customers' screen: what it is told, the log's client, the view, the picture and the document, put together. */
import { catalogueFor, LANGUAGES } from '../../protocol/language/index.ts'
import type { ScreenSetup } from '../../protocol/screen-setup.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import { view } from '../../protocol/view.ts'
import { inZone } from '../../protocol/zone.ts'
import { connectBoard } from '../client/board-client.ts'
import { pageClock } from '../client/browser-socket.ts'
import { pageAddress } from '../client/page-address.ts'
import { preloadFonts } from '../look/fonts.ts'
import { applyTheme } from '../look/theme.ts'
import { startBeating } from '../page/beat.ts'
import { kioskOf, tellProblems } from '../page/kiosk.ts'
import { PageMemory } from '../page/memory.ts'
import { part } from '../page/parts.ts'
import { askSetup, loadSetup } from '../page/screen-setup.ts'
import { Ticker } from '../page/ticker.ts'
import { installStaffPad } from '../staff/staff-pad.ts'
import { announce, isTakenBack, NOTHING_HEARD, type Said } from './announce.ts'
import { picture } from './picture.ts'
import { Screen } from './screen.ts'
import { Sound } from './sound.ts'
import { standing } from './standing.ts'

const LOOK_EVERY = 60_000

const root = document.getElementById('screen')
if (!root) throw new Error('the page has no #screen')

const setup = await loadSetup(location.href)
const { socketUrl, store, token } = pageAddress(location.href, setup)
const screen = new Screen(root)
const sound = setup.chime || setup.voice ? new Sound(setup, part(root, 'sound', HTMLButtonElement)) : null
const memory = new PageMemory(sessionStorage, store)
const known = memory.recall(pageClock.now())
const client = connectBoard({
  url: socketUrl,
  store,
  role: 'screen',
  ...(token === undefined ? {} : { token }),
  ...(known === undefined ? {} : { known }),
  onChange: () => {
    refresh()
    memory.keep(client.known(), pageClock.now())
  },
})
const ticker = new Ticker(() => client.now(), refresh)
const kiosk = kioskOf(window)
let heard = NOTHING_HEARD
let said: Said | null = null
let shownAs: 'wait' | 'calling' | 'offline' = 'offline'
let beat = () => {}

document.title = `${setup.name} · CashierQ`
look(setup)
refresh()
void preloadFonts(byNeed())
if (kiosk) {
  beat = startBeating(kiosk, () => ({ view: shownAs, offset: client.state().offset }))
  installStaffPad(kiosk, document.body)
  tellProblems(kiosk)
}
beat()

// Files that a technician has copied in meanwhile. Never during a call: that is no time for anything else.
setInterval(async () => {
  const told = shownAs === 'wait' ? await askSetup(location.href) : undefined
  if (told) look(told)
}, LOOK_EVERY)

/** Told the same again, nothing changes. */
function look(told: ScreenSetup): void {
  const onProblem = (name: string, problem: string) => kiosk?.mediaProblem({ name, problem })
  applyTheme(document.documentElement, told)
  screen.setMark(told.logo ?? null, onProblem)
  screen.setMedia(told.media, onProblem)
}

/** Runs within the message's own event: from an entry to the changed document there is no second turn. */
function refresh(): void {
  const now = client.now()
  const state = inZone(spoken(client.state()), setup.zone)
  const seen = view(state, now)
  const stand = standing(client.link(), seen, now)
  const shown = picture(seen, state, stand)
  screen.show(shown, now)
  // Before anything that could fail: a picture that does not turn back would lie.
  ticker.at(Math.min(seen.changesAt ?? Infinity, stand.kind === 'away' ? stand.until : Infinity, nextMinute(now)))
  tellProgram(shown.kind === 'calling' || stand.kind === 'sure' ? shown.kind : 'offline')
  const news = announce(heard, shown)
  heard = news.heard
  if (said && isTakenBack(said, state, now)) {
    sound?.hush()
    said = null
  }
  if (news.chime && seen.mode === 'calling') {
    said = seen.call
    sound?.announce(news.chime, shown.catalogue, now)
  }
  sound?.label(shown.catalogue)
}

/** What is shown while nothing is sure counts as nothing, except for a call, which must not be interrupted. */
function tellProgram(view: typeof shownAs): void {
  if (shownAs === view) return
  shownAs = view
  beat()
}

/** Before the log has said in which languages the store speaks, the screen's own setting says it. */
function spoken(state: State): State {
  if (state !== INITIAL_STATE) return state
  return { ...state, settings: { ...state.settings, languages: [setup.language] } }
}

function nextMinute(now: number): number {
  return (Math.floor(now / 60_000) + 1) * 60_000
}

/** The store's own languages first; the others too, for any till may call in any of them. */
function byNeed() {
  const own = client.state().settings.languages.map((tag) => catalogueFor(tag).catalogue)
  return [...new Set([...own, ...LANGUAGES])]
}
