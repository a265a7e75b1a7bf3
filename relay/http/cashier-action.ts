/** `POST /cashier_action`: a press from a page or a program. 204 means: on disk, nothing can lose it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'
import { catalogueFor, isRealLanguage } from '../../protocol/language/index.ts'
import { type PressCommand, parsePress } from '../../protocol/press.ts'
import { StoreName } from '../../protocol/settings.ts'
import { type Admitted, admit, admitsOrigin, bearerToken, mayPress } from '../access/access.ts'
import type { Refused } from '../access/audit.ts'
import type { StoreFeed } from '../store-feed.ts'
import type { Lease } from '../stores.ts'
import { readBody } from './body.ts'
import type { RelayContext } from './context.ts'
import { refusalOf } from './refusal.ts'
import { type HttpError, sendError, sendNothing } from './reply.ts'

type Outcome =
  | { readonly kind: 'journaled' }
  /** `who` it was, where a token says so. */
  | { readonly kind: 'refused'; readonly error: HttpError; readonly who?: Pick<Refused, 'store' | 'role' | 'jti'> }

export async function cashierAction(context: RelayContext, request: IncomingMessage, response: ServerResponse) {
  const address = context.addressOf(request)
  const outcome = await take(context, request, address)
  if (outcome.kind === 'journaled') return sendNothing(response)
  const { error, who } = outcome
  context.metrics.refused.inc({ code: error.code })
  context.audit.refused({ action: 'press', code: error.code, address, ...who })
  sendError(response, error)
}

async function take(context: RelayContext, request: IncomingMessage, address: string): Promise<Outcome> {
  if (!context.limits.press(address)) return refused(429, 'too_fast', 'too many presses from this address')
  const origin = admitsOrigin(context.access, request)
  if (origin.kind === 'refused') return { kind: 'refused', error: refusalOf(origin) }
  const body = await readBody(request)
  if (body.kind === 'refused') return body
  const store = storeOf(body.value, context.defaultStore)
  const admission = await admit(context.access, bearerToken(request), store, undefined, address)
  if (admission.kind === 'refused') return { kind: 'refused', error: refusalOf(admission) }
  const { role, grant } = admission
  const outcome = await takeFrom(context, body.value, store, admission)
  return outcome.kind === 'refused' ? { ...outcome, who: { store, role, jti: grant.id } } : outcome
}

/** A press of somebody who was let in. */
async function takeFrom(
  context: RelayContext,
  body: unknown,
  store: string,
  { role, grant }: Admitted,
): Promise<Outcome> {
  if (!mayPress(role)) return refused(401, 'not_allowed', `a token for ${role} may not press`)
  const parsed = parsePress(body)
  if (parsed.kind === 'refused') return refused(400, parsed.code, parsed.message)
  if (!context.limits.pressIn(store, grant.id)) return refused(429, 'too_fast', 'too many presses in this store')
  const opened = await context.stores.open(store)
  if (opened.kind === 'refused') return refused(STATUS[opened.code], opened.code, `store: ${opened.message}`)
  try {
    return unknownIn(opened.lease.feed, parsed.press) ?? (await submit(context, opened.lease, parsed.press))
  } finally {
    opened.lease.release()
  }
}

const STATUS = { unknown_store: 400, too_many_stores: 503, log_away: 503 } as const

async function submit(context: RelayContext, { presses }: Lease, press: PressCommand): Promise<Outcome> {
  const { action, cashier, language, id } = press
  if (catalogueFor(language).fallback)
    context.lines.warn({ language }, 'no catalogue for this language: English is shown')
  const submitted = await presses.submit({
    action,
    cashier,
    language,
    source: 'http',
    pressedAt: context.clock.now(),
    ...(id === undefined ? {} : { id }),
  })
  context.metrics.presses.inc({ action, outcome: submitted.kind })
  return submitted.kind === 'journaled' ? submitted : refused(503, submitted.code, submitted.message)
}

/** The parts that only the store's own settings can judge. */
function unknownIn(feed: StoreFeed, press: PressCommand): Outcome | undefined {
  if (!feed.state.settings.tills.some((till) => till.number === press.cashier)) {
    return refused(400, 'unknown_cashier', `cashier: this store has no till ${press.cashier}`)
  }
  return isRealLanguage(press.language)
    ? undefined
    : refused(400, 'unknown_language', 'language: there is no such language')
}

const WithStore = v.looseObject({ store: StoreName })

function storeOf(body: unknown, defaultStore: string): string {
  if (typeof body !== 'object' || body === null || !('store' in body)) return defaultStore
  const named = v.safeParse(WithStore, body)
  return named.success ? named.output.store : ''
}

function refused(status: number, code: HttpError['code'], message: string): Outcome {
  return { kind: 'refused', error: { status, code, message } }
}
