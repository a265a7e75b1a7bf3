/** The client as a page uses it: `openBoard` with the browser's socket, clock and wake-up calls where none are given. */
import { browserSocket, onReturn, pageClock } from './browser-socket.ts'
import { type BoardClient, type BoardOptions, openBoard } from './open-board.ts'

export type { Link, LostReason } from './link.ts'
export type { Known } from './link-state.ts'
export type { BoardChange, BoardClient, BoardOptions } from './open-board.ts'
export type { SignalResult } from './signals.ts'

type Given = 'socket' | 'clock'
export type PageOptions = Omit<BoardOptions, Given> & Partial<Pick<BoardOptions, Given>>

export function connectBoard(options: PageOptions): BoardClient {
  const { socket = browserSocket(), clock = pageClock, ...rest } = options
  const client = openBoard({ ...rest, socket, clock })
  if (typeof document === 'undefined') return client
  const stop = onReturn(client.nudge)
  return {
    ...client,
    close() {
      stop()
      client.close()
    },
  }
}
