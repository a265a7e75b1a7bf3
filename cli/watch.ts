/**
 * `cashierq watch`: what a screen of a store shows, a line of JSON for each change. It is the page's own client, run by
 * Node, and where to begin with a program of one's own.
 */
import { WebSocket } from 'ws'
import { socketUrl } from '../platform/screen-setup.ts'
import { steadyClock } from '../platform/steady-clock.ts'
import { view } from '../protocol/view.ts'
import type { Link } from '../renderer/client/link.ts'
import { openBoard } from '../renderer/client/open-board.ts'
import { overWebSocket } from '../renderer/client/socket.ts'
import { standing } from '../renderer/screen/standing.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { DEFAULT_RELAY, windowToken } from './window-token.ts'

export async function runWatch({ settings }: RunContext): Promise<Running> {
  const { store } = settings
  const token = await windowToken(settings, 'screen')
  let cancelTurn = () => {}
  let told = ''
  const tell = () => {
    const now = client.now()
    const state = client.state()
    const seen = view(state, now)
    const stand = standing(client.link(), seen, now)
    const shown = stand.kind === 'offline' ? { view: 'offline' } : shownOf(seen)
    const line = { store, offset: state.offset, ...shown, link: linkOf(client.link()) }
    const text = JSON.stringify(line)
    if (text !== told) process.stdout.write(`${JSON.stringify({ time: Math.round(now), ...line })}\n`)
    told = text
    cancelTurn()
    const next = Math.min(seen.changesAt ?? Infinity, stand.kind === 'away' ? stand.until : Infinity)
    if (next < Infinity) cancelTurn = steadyClock.after(Math.max(1, Math.ceil(next - now)), tell)
  }
  const client = openBoard({
    url: socketUrl(settings.relay ?? DEFAULT_RELAY),
    store,
    role: 'screen',
    ...(token === undefined ? {} : { token }),
    socket: overWebSocket(WebSocket),
    clock: steadyClock,
    onChange: tell,
  })
  return {
    ended: NEVER,
    async stop() {
      cancelTurn()
      client.close()
    },
  }
}

function shownOf(seen: ReturnType<typeof view>) {
  const { mode, language } = seen
  return mode === 'wait' ? { view: mode, language } : { view: mode, cashier: seen.call.cashier, language }
}

function linkOf(link: Link): string {
  if (link.kind === 'lost') return `lost: ${link.reason}`
  return link.kind === 'refused' ? `refused: ${link.code}` : link.kind
}
