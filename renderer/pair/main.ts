/** The staff's page at /pair: what its address says, the machine, the relay and the cards, put together. */
import { fontStack } from '../look/fonts.ts'
import { ownMark, part, setStyle, setText } from '../page/parts.ts'
import { button, el } from '../setup/dom.ts'
import { AskingCard, DecidedCard } from './asking-card.ts'
import { readFragment } from './code.ts'
import { CodeEntry } from './code-entry.ts'
import { type Desk, type DeskEffect, type DeskEvent, stepDesk } from './desk.ts'
import { DeskApi } from './desk-api.ts'
import { ScreensCard } from './screens-card.ts'
import { SignIn } from './sign-in.ts'
import { WORDS } from './words.ts'

/** In the tab's own storage, which ends with the tab. */
const KEPT = 'cashierq:staff'
/** An approved screen is in the list once it has fetched its token, and others may be at work too, ms. */
const LOOK_AGAIN = 3_000

const page = part(document, 'page', HTMLElement)
const who = part(document, 'who', HTMLElement)
const status = part(document, 'status', HTMLElement)
const api = new DeskApi((path, init) => fetch(path, init), Date.now)
const signIn = new SignIn(tell)
const entry = new CodeEntry(tell)
const asking = new AskingCard(tell)
const decided = new DecidedCard(tell)
const screens = new ScreensCard(tell)
const store = el('span', { class: 'store', dir: 'auto' })
const cards = [signIn, entry, asking, decided, screens]
let desk: Desk = { kind: 'out', code: '', why: null }

part(document, 'mark', HTMLElement).append(ownMark())
// A store or a screen may have a name in any script.
setStyle(document.documentElement, '--font', fontStack('en'))
part(document, 'cards', HTMLElement).append(...cards.map(({ element }) => element))
who.append(
  store,
  button('button quiet', [WORDS.who.out], () => tell({ kind: 'sign-out' })),
)
arrive()
window.addEventListener('hashchange', arrive)
document.addEventListener('visibilitychange', lookAgain)
setInterval(lookAgain, LOOK_AGAIN)
page.dataset['state'] = 'ready'

/** A token must not stay in the address, where a glance, a bookmark or a screenshot would have it. */
function arrive(): void {
  const { code, token } = readFragment(location.hash)
  history.replaceState(null, '', location.pathname + location.search)
  if (code !== '') tell({ kind: 'typed', text: code })
  const known = token ?? (desk.kind === 'in' ? null : sessionStorage.getItem(KEPT))
  if (known === null) show(desk)
  else tell({ kind: 'sign-in', token: known })
}

function lookAgain(): void {
  if (document.visibilityState === 'visible') tell({ kind: 'look-again' })
}

function tell(event: DeskEvent): void {
  const before = desk
  const { desk: after, effects } = stepDesk(desk, event)
  desk = after
  keepToken(before, after)
  show(before)
  for (const effect of effects) void carryOut(effect)
}

function keepToken(before: Desk, after: Desk): void {
  if (after.kind === 'in' && before.kind !== 'in') sessionStorage.setItem(KEPT, after.token)
  // A relay that is away for a moment says nothing about the token.
  if (after.kind === 'out' && (after.why === null || after.why === 'not-staff')) sessionStorage.removeItem(KEPT)
}

function show(before: Desk): void {
  for (const each of cards) each.show(desk)
  who.hidden = desk.kind !== 'in'
  setText(store, desk.kind === 'in' ? WORDS.who.store(desk.store) : '')
  setText(status, desk.kind === 'in' && desk.asking.kind === 'found' ? WORDS.found.title : '')
  focus(step(before), step(desk))
}

/** Which of the steps staff stand at: the focus goes with it. */
function step(at: Desk): string {
  return at.kind === 'in' ? at.asking.kind : 'out'
}

function focus(before: string, now: string): void {
  if (before === now) return
  if (now === 'found') asking.heading.focus()
  else if (now === 'decided') decided.again.focus()
  else if (now !== 'out' && now !== 'looking') entry.field.focus()
}

async function carryOut(effect: DeskEffect): Promise<void> {
  if (desk.kind === 'out') return
  const { token } = desk
  const event = await answer(token, effect)
  // Who has signed in anew meanwhile, perhaps for another store, has nothing to do with it.
  if (tokenNow() === token) tell(event)
}

function tokenNow(): string | null {
  return desk.kind === 'out' ? null : desk.token
}

async function answer(token: string, effect: DeskEffect): Promise<DeskEvent> {
  switch (effect.kind) {
    case 'list':
      return { kind: 'listed', outcome: await api.list(token) }
    case 'look':
      return { kind: 'found', code: effect.code, outcome: await api.look(token, effect.code) }
    case 'revoke':
      return { kind: 'revoked', outcome: await api.revoke(token, effect.id) }
    case 'approve':
    case 'refuse': {
      const { code, name, kind } = effect
      const outcome = kind === 'approve' ? await api.approve(token, code, name) : await api.refuse(token, code)
      const how = kind === 'approve' ? 'approved' : 'refused'
      return { kind: 'decided', outcome: outcome.kind === 'ok' ? { kind: 'ok', value: { how, name } } : outcome }
    }
  }
}
