/** The board as an htmx out-of-band fragment, for a page that has nothing but the stock htmx ws extension. */
import { catalogueFor, tillName, tillPhrase } from '../../protocol/language/index.ts'
import type { State } from '../../protocol/state.ts'
import { tillOf, type View } from '../../protocol/view.ts'

export function fragment(state: State, view: View): string {
  const { catalogue } = catalogueFor(view.language)
  const cashier = view.mode === 'calling' ? String(view.call.cashier) : ''
  const words =
    view.mode === 'calling'
      ? tillPhrase(catalogue, tillName(catalogue, tillOf(state, view.call.cashier)))
      : catalogue.wait
  const attributes = [
    'id="cashier"',
    'hx-swap-oob="true"',
    'aria-live="assertive"',
    `data-view="${view.mode}"`,
    `data-cashier="${cashier}"`,
    `data-language="${escapeHtml(view.language)}"`,
    `data-offset="${view.offset}"`,
    `lang="${catalogue.tag}"`,
    `dir="${catalogue.direction}"`,
  ]
  return `<div ${attributes.join(' ')}>${escapeHtml(words)}</div>`
}

const ENTITIES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Labels and languages come from outside; nothing of them may become markup. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? char)
}
