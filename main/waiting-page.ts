/**
 * What the kiosk shows while there is no relay: calm, dark, true. It is made here and needs nothing from anywhere.
 * The dot is the mark of the degraded state, so that staff see from afar that the kiosk runs and the relay does not.
 */
import { catalogueFor } from '../protocol/language/index.ts'

/** Also the window's own colour: no white flash between two pages. */
export const BACKGROUND = '#0c1116'

const STYLE = `
  html, body { height: 100%; margin: 0; overflow: hidden; background: ${BACKGROUND}; color: #e8edf2 }
  body { display: grid; place-items: center; font: 500 7vmin/1.3 system-ui, sans-serif; text-align: center }
  p { margin: 0; padding: 0 6vmin }
  i { position: fixed; inset: auto 4vmin 4vmin auto; width: 2vmin; height: 2vmin; border-radius: 50%; background: #e69f00 }
`

/** The page as a `data:` URL, in the language of `tag` or, if no catalogue speaks it, in English. */
export function waitingPage(tag: string): string {
  const { catalogue } = catalogueFor(tag)
  const page = `<!doctype html>
<html lang="${catalogue.tag}" dir="${catalogue.direction}" data-view="offline">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>CashierQ</title>
<style>${STYLE}</style>
<p>${catalogue.watch}</p>
<i></i>
</html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(page)}`
}
