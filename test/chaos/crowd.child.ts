/**
 * Many screens in one process, each the product's own client over a real socket. Says what they show and when:
 *
 *     v <board> <epoch> <offset> <call> <cashier>   a call fills the screen now, of a state at this offset
 *     s <board> <epoch> <offset> <hash>             the state at an offset that is compared
 *     l <board> <link>                              how it stands to the log
 *     f <board> <epoch> <offset> <hash> <link> <ms> asked for: where it is, and how wrong its log time is;
 *                                                   `f end` after the last
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { WebSocket } from 'ws'
import { steadyClock } from '../../platform/steady-clock.ts'
import type { State } from '../../protocol/state.ts'
import { view } from '../../protocol/view.ts'
import type { Known } from '../../renderer/client/link-state.ts'
import { type BoardClient, openBoard } from '../../renderer/client/open-board.ts'
import { overWebSocket } from '../../renderer/client/socket.ts'
import type { Board } from './cast.ts'
import { say } from './pressing.ts'
import { SAMPLE_EVERY, stateHash } from './state-hash.ts'

export type CrowdOrders = {
  readonly boards: readonly (Board & { readonly url: string })[]
  /** Where boards that keep what they know, as a reloaded page does, have it written. */
  readonly memory: string
}

const orders: CrowdOrders = JSON.parse(process.argv[2] ?? '')
const socket = overWebSocket(WebSocket)

class Screen {
  readonly #board: Board
  readonly #client: BoardClient
  #epoch: string
  #shown = 0
  #sampled = ''
  #link = ''
  #cancel: () => void = () => undefined

  constructor(board: Board & { readonly url: string }, known: Known | undefined) {
    this.#board = board
    this.#epoch = known?.epoch ?? '-'
    this.#client = openBoard({
      url: board.url,
      store: board.store,
      role: 'screen',
      socket,
      clock: steadyClock,
      ...(known && { known }),
      onChange: ({ state, link }) => this.#changed(state, link.kind),
    })
  }

  get kept(): readonly (readonly [number, Known])[] {
    const known = this.#board.keeps ? this.#client.known() : undefined
    return known ? [[this.#board.index, known]] : []
  }

  report(): void {
    const state = this.#client.state()
    const { kind } = this.#client.link()
    // Log time is the machine's here, and this is the machine's time that no step has touched.
    const wrong = Math.round(this.#client.now() - (performance.timeOrigin + performance.now()))
    say(`f ${this.#board.index} ${this.#epoch} ${state.offset} ${stateHash(state)} ${kind} ${wrong}`)
  }

  #changed(state: State, link: string): void {
    const known = this.#client.known()
    if (known) this.#epoch = known.epoch
    if (link !== this.#link) say(`l ${this.#board.index} ${link}`)
    this.#link = link
    if (state.offset > 0 && state.offset % SAMPLE_EVERY === 0) this.#sample(state)
    this.#look()
  }

  #sample(state: State): void {
    const place = `${this.#epoch} ${state.offset}`
    if (place !== this.#sampled) say(`s ${this.#board.index} ${place} ${stateHash(state)}`)
    this.#sampled = place
  }

  /** As a page does: now, and again when time alone changes what is to be seen. */
  #look(): void {
    this.#cancel()
    const state = this.#client.state()
    const now = this.#client.now()
    const current = view(state, now)
    const call = current.mode === 'calling' ? current.call : undefined
    if (call && call.offset !== this.#shown) {
      say(`v ${this.#board.index} ${this.#epoch} ${state.offset} ${call.offset} ${call.cashier}`)
    }
    this.#shown = call?.offset ?? 0
    if (current.changesAt !== null) {
      this.#cancel = steadyClock.after(Math.max(1, current.changesAt - now), () => this.#look())
    }
  }
}

const remembered = new Map<number, Known>(read(orders.memory))
const screens = orders.boards.map((board) => new Screen(board, remembered.get(board.index)))

setInterval(() => {
  const kept = screens.flatMap((screen) => screen.kept)
  writeFileSync(`${orders.memory}.new`, JSON.stringify(kept))
  renameSync(`${orders.memory}.new`, orders.memory)
}, 2_000)

process.on('message', (message: unknown) => {
  if (typeof message !== 'object' || message === null || !('report' in message)) return
  for (const screen of screens) screen.report()
  say('f end')
})

function read(path: string): [number, Known][] {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // The first start.
    return []
  }
}
