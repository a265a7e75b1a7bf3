/** The simulated buttons: the log's client, the presses, the keys and the document, put together. */
import type { Action } from '../../protocol/event.ts'
import type { Catalogue } from '../../protocol/language/index.ts'
import { connectBoard } from '../client/board-client.ts'
import { pageClock } from '../client/browser-socket.ts'
import { pageAddress } from '../client/page-address.ts'
import { fontStack, preloadFonts } from '../look/fonts.ts'
import { startBeating } from '../page/beat.ts'
import { kioskOf } from '../page/kiosk.ts'
import { ownMark, part, setText } from '../page/parts.ts'
import { loadSetup } from '../page/screen-setup.ts'
import { Ticker } from '../page/ticker.ts'
import { DeskPage } from './desk-page.ts'
import { KeyGrid } from './key-grid.ts'
import { fillLanguageMenu, initialLanguage } from './language-menu.ts'
import { actionOf } from './mode.ts'
import { ModeBar } from './mode-bar.ts'
import { type PagePress, postTo, pressId, sendPress } from './press-sender.ts'
import { shortcutIndex } from './shortcuts.ts'

const setup = await loadSetup(location.href)
const { socketUrl, store, token } = pageAddress(location.href, setup)
const client = connectBoard({
  url: socketUrl,
  store,
  role: 'buttons',
  ...(token === undefined ? {} : { token }),
  onEntry: (entry) => page.read(entry),
  onChange: () => {
    page.stateChanged()
    refresh()
  },
})
const page = new DeskPage(client, pageClock)
const post = postTo('/cashier_action', token)
const title = part(document, 'title', HTMLElement)
const linkMark = part(document, 'link', HTMLElement)
const announcement = part(document, 'announcement', HTMLElement)
const menuLabel = part(document, 'language-label', HTMLElement)
const menu = part(document, 'language', HTMLSelectElement)
const modes = new ModeBar(part(document, 'modes', HTMLElement), pageClock, () => refresh())
const keys = new KeyGrid(part(document, 'keys', HTMLElement), pageClock, {
  onPress: (cashier) => press(cashier, actionOf(modes.mode, client.state(), cashier)),
  onHold: (cashier) => press(cashier, actionOf('turn', client.state(), cashier)),
})
const ticker = new Ticker(client.now, refresh)
let catalogue = initialLanguage(location.href, navigator.languages, client.state().settings.languages)
let announced: number | null = null

document.documentElement.dataset['theme'] = setup.theme === 'light' ? 'light' : 'dark'
part(document, 'mark', HTMLElement).append(ownMark())
fillLanguageMenu(menu, catalogue, speak)
document.addEventListener('keydown', onShortcut)
// Another token behind the `#` of the address loads nothing by itself, and this page would go on with the old one.
window.addEventListener('hashchange', () => location.reload())
speak(catalogue)
const kiosk = kioskOf(window)
if (kiosk)
  startBeating(kiosk, () => ({
    view: client.link().kind === 'live' ? 'wait' : 'offline',
    offset: client.state().offset,
  }))

function speak(chosen: Catalogue): void {
  catalogue = chosen
  const root = document.documentElement
  root.lang = catalogue.tag
  root.dir = catalogue.direction
  root.style.setProperty('--font', fontStack(catalogue.tag))
  document.title = `${catalogue.desk.title} · CashierQ`
  setText(title, catalogue.desk.title)
  setText(menuLabel, catalogue.desk.language)
  refresh()
  void preloadFonts([catalogue])
}

/** Runs within the message's own event: from an entry to the changed document there is no second turn. */
function refresh(): void {
  const now = client.now()
  keys.setTills(client.state().settings.tills)
  keys.show((cashier) => page.pictureOf(cashier, modes.mode, catalogue, now))
  modes.show(catalogue)
  const refused = client.link().kind === 'refused'
  const away = page.isAway(now)
  setText(linkMark, away ? (refused ? catalogue.desk.refused : catalogue.desk.away) : '')
  document.documentElement.dataset['link'] = away ? 'away' : client.link().kind
  // Only the till that was pressed here last is read out: a screen reader must not tell of eleven others.
  if (announced !== null) setText(announcement, page.sentence(announced, catalogue, now))
  ticker.at(page.changesAt(now))
}

function press(cashier: number, action: Action): void {
  const made: PagePress = { store, cashier, language: catalogue.tag, action, id: pressId() }
  announced = cashier
  void page.press(made, (sent) => sendPress(sent, post, pageClock)).then(refresh)
  modes.reset()
  refresh()
}

function onShortcut(event: KeyboardEvent): void {
  if (event.code === 'Escape') modes.reset()
  const elsewhere = event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target === menu
  const till = elsewhere ? undefined : keys.tills[shortcutIndex(event.code) ?? -1]
  if (!till) return
  event.preventDefault()
  press(till.number, actionOf(modes.mode, client.state(), till.number))
}
