/** The customers' screen: the log's client, the view, the picture and the document, put together. */
import { catalogueFor, LANGUAGES } from '../../protocol/language/index.ts'
import { view } from '../../protocol/view.ts'
import { connectBoard } from '../client/board-client.ts'
import { pageAddress } from '../client/page-address.ts'
import { preloadFonts } from '../look/fonts.ts'
import { part } from '../page/parts.ts'
import { Ticker } from '../page/ticker.ts'
import { announce, NOTHING_HEARD } from './announce.ts'
import { screenOptions } from './options.ts'
import { picture } from './picture.ts'
import { Screen } from './screen.ts'
import { Sound } from './sound.ts'
import { standing } from './standing.ts'

const root = document.getElementById('screen')
if (!root) throw new Error('the page has no #screen')

const options = screenOptions(location.href)
const { socketUrl, store, token } = pageAddress(location.href)
const screen = new Screen(root)
const sound = options.sound ? new Sound(options, part(root, 'sound', HTMLButtonElement)) : null
const client = connectBoard({
  url: socketUrl,
  store,
  role: 'screen',
  ...(token === undefined ? {} : { token }),
  onChange: refresh,
})
const ticker = new Ticker(() => client.now(), refresh)
let heard = NOTHING_HEARD

document.documentElement.dataset.theme = options.theme
if (options.mark) screen.setMark(options.mark)
refresh()
void preloadFonts(byNeed())

/** Runs within the message's own event: from an entry to the changed document there is no second turn. */
function refresh(): void {
  const now = client.now()
  const state = client.state()
  const seen = view(state, now)
  const stand = standing(client.link(), seen, now)
  const shown = picture(seen, state, stand)
  screen.show(shown, now)
  const news = announce(heard, shown)
  heard = news.heard
  if (news.chime) sound?.announce(news.chime, shown.catalogue, now)
  sound?.label(shown.catalogue)
  ticker.at(Math.min(seen.changesAt ?? Infinity, stand.kind === 'away' ? stand.until : Infinity, nextMinute(now)))
}

function nextMinute(now: number): number {
  return (Math.floor(now / 60_000) + 1) * 60_000
}

/** The store's own languages first; the others too, for any till may call in any of them. */
function byNeed() {
  const own = client.state().settings.languages.map((tag) => catalogueFor(tag).catalogue)
  return [...new Set([...own, ...LANGUAGES])]
}
