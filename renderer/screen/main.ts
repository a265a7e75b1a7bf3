/** The customers' screen: what it is told, the log's client, the view, the picture and the document, put together. */
import { catalogueFor, LANGUAGES } from '../../protocol/language/index.ts'
import type { ScreenSetup } from '../../protocol/screen-setup.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import { view } from '../../protocol/view.ts'
import { inZone } from '../../protocol/zone.ts'
import { connectBoard } from '../client/board-client.ts'
import { pageClock } from '../client/browser-socket.ts'
import { pageAddress } from '../client/page-address.ts'
import { TokenStore } from '../client/token-store.ts'
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
import { watchPaint, watchVisibility } from './paint-watch.ts'
import type { Entry } from './pairing.ts'
import { pairingApi } from './pairing-api.ts'
import { PairingPanel } from './pairing-panel.ts'
import { doorOf, PairingRun } from './pairing-run.ts'
import { picture } from './picture.ts'
import { Screen } from './screen.ts'
import { Sound } from './sound.ts'
import { type Standing, standing } from './standing.ts'

const LOOK_EVERY = 60_000
const NOT_LET_IN: Standing = { kind: 'offline' }

const root = document.getElementById('screen')
if (!root) throw new Error('the page has no #screen')

const setup = await loadSetup(location.href)
const kiosk = kioskOf(window)
const asked = pageAddress(location.href, setup)
const tokens = new TokenStore(localStorage, asked.socketUrl, asked.store)
// The kiosk's program keeps the token, and tells it with the setup.
const { socketUrl, store, token } = kiosk ? asked : { ...asked, ...tokens.recall(asked.token) }
const screen = new Screen(root)
const sound = setup.chime || setup.voice ? new Sound(setup, part(root, 'sound', HTMLButtonElement)) : null
let memory = new PageMemory(sessionStorage, store)
const known = memory.recall(pageClock.now())
const client = connectBoard({
  url: socketUrl,
  store,
  role: 'screen',
  ...(token === undefined ? {} : { token }),
  ...(known === undefined ? {} : { known }),
  onChange: ({ link }) => {
    pairing.door(doorOf(link))
    if (pairing.isOn) memory.forget()
    refresh()
    memory.keep(client.known(), pageClock.now())
  },
  onEntry: () => paint.changed(),
})
// What stands in the document when the frame is drawn is the board of that moment.
const paint = watchPaint(() => client.state().offset, client.drawn)
const ticker = new Ticker(() => client.now(), refresh)
const panel = new PairingPanel(root, part(root, 'pairing', HTMLElement))
const pairing = new PairingRun({
  api: pairingApi(
    (path, init) => fetch(path, init),
    setup.name,
    () => pageClock.now(),
  ),
  clock: pageClock,
  onChange: refresh,
  onEnter: enter,
})
let heard = NOTHING_HEARD
let said: Said | null = null
let shownAs: 'wait' | 'calling' | 'offline' = 'offline'
let beat = () => {}

document.title = `${setup.name} · CashierQ`
// Another token behind the `#` of the address loads nothing by itself, and this page would go on with the old one.
window.addEventListener('hashchange', () => location.reload())
look(setup)
refresh()
watchVisibility(client.seen)
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
  if (told && shownAs === 'wait') look(told)
}, LOOK_EVERY)

/** Staff have let this screen in. */
function enter(entry: Entry): void {
  memory = new PageMemory(sessionStorage, entry.store)
  // Another line of people: what runs there has been said there.
  heard = NOTHING_HEARD
  client.enter(entry)
  if (kiosk) kiosk.keepToken({ token: entry.token, store: entry.store })
  else tokens.keep(entry, asked.token)
}

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
  const stand = pairing.isOn ? NOT_LET_IN : standing(client.link(), seen, now)
  const shown = picture(seen, state, stand)
  screen.show(shown, now)
  panel.show(pairing.shown(), shown.catalogue)
  // Before anything that could fail: a picture that does not turn back would lie.
  ticker.at(Math.min(seen.changesAt ?? Infinity, stand.kind === 'away' ? stand.until : Infinity, nextMinute(now)))
  tellProgram(shown.kind === 'calling' || stand.kind === 'sure' ? shown.kind : 'offline')
  const news = announce(heard, shown)
  heard = news.heard
  if (said && (pairing.isOn || isTakenBack(said, state, now))) {
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
