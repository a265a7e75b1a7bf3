/** A display's name, large, on the display itself: which one is "HDMI-2"? Needs nothing from anywhere. */

const STYLE = `
  html, body { height: 100%; margin: 0; overflow: hidden; background: #0b0d10; color: #f4f6f8 }
  body { display: grid; place-items: center; font: 700 12vmin/1.2 system-ui, sans-serif; text-align: center }
`

/** As a `data:` URL. */
export function nameSign(name: string): string {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>CashierQ</title>
<style>${STYLE}</style>
<p>${escaped(name)}</p>
</html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(page)}`
}

/** A display's label comes from its own firmware. */
function escaped(text: string): string {
  return text.replace(/[<>&"']/gu, (sign) => `&#${sign.codePointAt(0)};`)
}
