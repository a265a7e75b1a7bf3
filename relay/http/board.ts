/** `GET /api/v1/stores/:store/board`: the current view as JSON, for programs that only want to look. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { view } from '../../protocol/view.ts'
import { admit, bearerToken } from '../access/access.ts'
import type { StoreFeed } from '../store-feed.ts'
import type { RelayContext } from './context.ts'
import { notOpened, refusalOf } from './refusal.ts'
import { sendError, sendJson } from './reply.ts'

export async function board(context: RelayContext, request: IncomingMessage, response: ServerResponse, store: string) {
  const address = context.addressOf(request)
  const admission = await admit(context.access, bearerToken(request), store, undefined, address)
  if (admission.kind === 'refused') {
    context.audit.refused({ action: 'board', code: admission.code, address })
    return sendError(response, refusalOf(admission))
  }
  const opened = await context.stores.open(store)
  if (opened.kind === 'refused') return sendError(response, notOpened(opened))
  const { feed, release } = opened.lease
  sendJson(response, 200, boardOf(feed, feed.now()))
  release()
}

function boardOf(feed: StoreFeed, now: number) {
  const { state } = feed
  return {
    store: feed.store,
    epoch: feed.epoch,
    time: now,
    ...view(state, now),
    closed: state.closed,
    help: state.help,
    tills: state.settings.tills,
    /** False while the log is away: what is shown is the last that was true. */
    live: feed.status.kind === 'live',
  }
}
