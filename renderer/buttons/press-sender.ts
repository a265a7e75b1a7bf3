/** Sends a press until somebody has it: the same id each time, so that a press whose answer got lost counts once. */
import type { Clock } from '../../protocol/clock.ts'
import type { Action } from '../../protocol/event.ts'

export type PagePress = {
  readonly store: string
  readonly cashier: number
  readonly language: string
  readonly action: Action
  readonly id: string
}

/** Sends once. The HTTP status, or null when no answer came. Never rejects. */
export type PostPress = (press: PagePress) => Promise<number | null>

export type SendOutcome =
  | { readonly kind: 'journaled' }
  /** The relay does not take presses from this page. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed' }

/** Waits before the second and the third try, ms: together longer than a relay takes to restart. */
const WAITS = [300, 900] as const

export async function sendPress(press: PagePress, post: PostPress, clock: Clock): Promise<SendOutcome> {
  for (const wait of [...WAITS, null]) {
    const status = await post(press)
    if (status === 204) return { kind: 'journaled' }
    if (status === 401) return { kind: 'refused' }
    if (!mayTryAgain(status)) break
    if (wait !== null) await elapsed(clock, wait)
  }
  return { kind: 'failed' }
}

/** No answer, too many at once, or trouble at the relay: all of them pass. A bad request stays bad. */
function mayTryAgain(status: number | null): boolean {
  return status === null || status === 429 || status >= 500
}

function elapsed(clock: Clock, delay: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delay, resolve)
  })
}

/** An id for a press: 128 random bits. `crypto.randomUUID` does not exist on a page from plain http:// in a shop's LAN. */
export function pressId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const ANSWER_WITHIN = 3_000

/** `POST /cashier_action`, as JSON. `keepalive` lets a press arrive although the page is being closed. */
export function postTo(url: string, token: string | undefined): PostPress {
  const headers = {
    'Content-Type': 'application/json',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  }
  return async (press) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN)
    const request = fetch(url, { method: 'POST', headers, body: JSON.stringify(press), keepalive: true, signal })
    // Whatever keeps the answer away (no network, no relay, no time), the press may have arrived or not: try again.
    return request.then(
      (response) => response.status,
      () => null,
    )
  }
}
