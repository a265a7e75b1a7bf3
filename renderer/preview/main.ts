/** The preview: the real screen's own document and code, told by the set-up page what to show. */
import { catalogueFor } from '../../protocol/language/index.ts'
import { decodePreviewOrder, PREVIEW_READY, type PreviewOrder } from '../../protocol/setup.ts'
import { preloadFonts } from '../look/fonts.ts'
import { applyTheme } from '../look/theme.ts'
import { Ticker } from '../page/ticker.ts'
import { Screen } from '../screen/screen.ts'
import { scenePicture } from './scene.ts'

/** The screen's own elements, from its own page: the preview can never differ from it. */
async function screenRoot(): Promise<HTMLElement> {
  const root = await new Promise<Element | null | undefined>((resolve, reject) => {
    const request = new XMLHttpRequest()
    // Parses without a script's hand on the markup, which the Content-Security-Policy forbids.
    request.responseType = 'document'
    request.onload = () => resolve(request.responseXML?.getElementById('screen'))
    request.onerror = () => reject(new Error('the screen is not there'))
    request.open('GET', new URL('../screen/index.html', location.href))
    request.send()
  })
  if (!(root instanceof Element)) throw new Error('the screen has no #screen')
  const adopted = document.adoptNode(root)
  if (!(adopted instanceof HTMLElement)) throw new Error('#screen is no element of a page')
  return adopted
}

function show(screen: Screen, ticker: Ticker, order: PreviewOrder): void {
  const now = Date.now()
  const { picture, changesAt } = scenePicture(order, now)
  const { theme, colours } = order
  applyTheme(document.documentElement, { theme, ...(colours && { colours }) })
  screen.show(picture, now)
  ticker.at(changesAt)
}

async function start(): Promise<void> {
  const root = await screenRoot()
  document.body.append(root)
  const screen = new Screen(root)
  let last: PreviewOrder | undefined
  const again = () => last && show(screen, ticker, last)
  const ticker = new Ticker(() => Date.now(), again)
  window.addEventListener('message', ({ source, origin, data }) => {
    const order = source === window.parent && origin === location.origin ? decodePreviewOrder(data) : undefined
    if (!order) return
    last = order
    again()
    void preloadFonts([order.language, ...order.languages].map((tag) => catalogueFor(tag).catalogue))
  })
  window.parent.postMessage(PREVIEW_READY, location.origin)
}

void start()
