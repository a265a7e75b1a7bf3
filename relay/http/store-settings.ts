/**
 * `/api/v1/stores/:store/settings`: what a store's board is like. GET tells it; PUT writes what is given into the store's
 * log, so that every screen has it at once, and leaves the rest as it is. That is how a chain sets up its stores.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'
import { isFailure, reason } from '../../platform/failure.ts'
import { tillProblems } from '../../platform/settings-together.ts'
import { SettingsEvent } from '../../protocol/event.ts'
import { isRealLanguage } from '../../protocol/language/index.ts'
import type { Role } from '../../protocol/message.ts'
import { type Admitted, admit, admitsOrigin, bearerToken } from '../access/access.ts'
import type { StoreFeed } from '../store-feed.ts'
import { readBody } from './body.ts'
import type { RelayContext } from './context.ts'
import { notOpened, refusalOf } from './refusal.ts'
import { sendError, sendJson, sendNothing } from './reply.ts'
import { type Attempt, type Refused, refuse } from './staff.ts'

const Wanted = v.strictObject({
  board: SettingsEvent.entries.board,
  tills: SettingsEvent.entries.tills,
  languages: SettingsEvent.entries.languages,
})
type Wanted = v.InferOutput<typeof Wanted>

/** Bytes: 99 tills with everything said of them are under 12,000. */
const MOST_BYTES = 32_768
const MAY_SET: readonly Role[] = ['staff', 'integration']

type Asking = { readonly admitted: Admitted; readonly store: string; readonly address: string }

export async function storeSettings(
  context: RelayContext,
  request: IncomingMessage,
  response: ServerResponse,
  store: string,
): Promise<void> {
  const asking = await enter(context, request, store)
  if (asking.kind === 'refused') return sendError(response, asking.error)
  const opened = await context.stores.open(store)
  if (opened.kind === 'refused') return sendError(response, notOpened(opened))
  try {
    await answer(context, request, response, { ...asking.value, feed: opened.lease.feed })
  } finally {
    opened.lease.release()
  }
}

async function answer(
  context: RelayContext,
  request: IncomingMessage,
  response: ServerResponse,
  { feed, ...asking }: Asking & { readonly feed: StoreFeed },
): Promise<void> {
  if (request.method !== 'PUT') return sendJson(response, 200, feed.state.settings)
  const wanted = await read(request)
  const written = wanted.kind === 'refused' ? wanted : await write(feed, wanted.value)
  if (written.kind === 'refused') return sendError(response, written.error)
  const { admitted, store, address } = asking
  context.audit.privileged({ action: 'settings', address, store, role: admitted.role, jti: admitted.grant.id })
  sendNothing(response)
}

async function enter(context: RelayContext, request: IncomingMessage, store: string): Promise<Attempt<Asking>> {
  const { access, audit, limits } = context
  const address = context.addressOf(request)
  const origin = admitsOrigin(access, request)
  const admission =
    origin.kind === 'refused' ? origin : await admit(access, bearerToken(request), store, undefined, address)
  if (admission.kind === 'refused') {
    audit.refused({ action: 'settings', code: admission.code, address, store })
    return refuse(refusalOf(admission))
  }
  const { role, grant } = admission
  if (request.method === 'PUT' && !MAY_SET.includes(role)) {
    audit.refused({ action: 'settings', code: 'not_allowed', address, store, role, jti: grant.id })
    return refuse({ status: 401, code: 'not_allowed', message: `a token for ${role} may not change settings` })
  }
  if (request.method === 'PUT' && !limits.settingsIn(store)) {
    audit.refused({ action: 'settings', code: 'too_fast', address, store, role, jti: grant.id })
    return refuse({ status: 429, code: 'too_fast', message: 'too many changes in this store', retryAfter: 2 })
  }
  return { kind: 'done', value: { admitted: admission, store, address } }
}

async function read(request: IncomingMessage): Promise<Attempt<Wanted>> {
  const body = await readBody(request, MOST_BYTES)
  if (body.kind === 'refused') return body
  const parsed = v.safeParse(Wanted, body.value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    const field = v.getDotPath(issue)
    return badSettings(field === null ? issue.message : `${field}: ${issue.message}`)
  }
  const [problem] = problems(parsed.output)
  return problem === undefined ? { kind: 'done', value: parsed.output } : badSettings(problem)
}

function problems({ tills = [], languages = [] }: Wanted): string[] {
  const nowhere = languages
    .filter((tag) => !isRealLanguage(tag))
    .map((tag) => `languages: there is no language "${tag}"`)
  return [...nowhere, ...tillProblems(tills)]
}

async function write(feed: StoreFeed, wanted: Wanted): Promise<Attempt<void>> {
  const event = { type: 'settings' as const, ...wanted, source: 'http' }
  try {
    await feed.log.append({ producer: `settings-${randomUUID()}`, seq: 1, event })
    return { kind: 'done', value: undefined }
  } catch (error) {
    if (!isFailure(error)) throw error
    return refuse({ status: 503, code: 'log_away', message: reason(error) })
  }
}

function badSettings(message: string): Refused {
  return refuse({ status: 400, code: 'bad_settings', message })
}
