/** A client at a fake relay, with what it told its page. How to extend: options go into `Setup`, never into a test. */

import type { Entry, PressEvent } from '../../../protocol/event.ts'
import type { Signal } from '../../../protocol/message.ts'
import { type BoardChange, type BoardClient, connectBoard, type Known } from '../../../renderer/client/board-client.ts'
import { FakeRelay } from '../../helpers/fake-relay.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

export type Setup = { readonly token?: string; readonly clockError?: number; readonly random?: () => number }

export class Harness {
  readonly clock = new FakeTimersClock()
  /** By how much the log's clock has been set since the beginning, ms. */
  logSet = 0
  readonly relay = new FakeRelay({
    now: () => this.clock.now() + this.logSet,
    after: (delay, task) => this.clock.after(delay, task),
  })
  readonly changes: BoardChange[] = []
  readonly entries: Entry[] = []
  readonly signals: Signal[] = []
  /** Told besides. */
  onChange: (change: BoardChange) => void = () => {}
  readonly #setup: Setup
  #client: BoardClient | undefined

  constructor(setup: Setup = {}) {
    this.#setup = setup
  }

  /** `known`: as after a reload, from what the last client knew. */
  connect(known?: Known): BoardClient {
    const { token, clockError = 0, random = () => 0.5 } = this.#setup
    this.#client = connectBoard({
      url: 'ws://relay/ws',
      store: 'main',
      role: 'screen',
      ...(token === undefined ? {} : { token }),
      ...(known === undefined ? {} : { known }),
      socket: this.relay.socket,
      clock: this.clock.seenWithOffset(clockError),
      random,
      onChange: (change) => {
        this.changes.push(change)
        this.onChange(change)
      },
      onEntry: (entry) => this.entries.push(entry),
      onSignal: (signal) => this.signals.push(signal),
    })
    return this.#client
  }

  /** Connected, and time for the first pings has passed. */
  live(): BoardClient {
    const client = this.connect()
    this.clock.advance(500)
    return client
  }

  press(cashier: number, type: PressEvent['type'] = 'call'): Entry {
    return this.relay.append({
      type,
      cashier,
      language: 'en',
      pressedAt: this.clock.now() + this.logSet,
      source: 'test',
    })
  }

  /** The link as the page was told it, each kind once in a row. */
  linkKinds(): string[] {
    const kinds = this.changes.map(({ link }) => (link.kind === 'lost' ? `lost: ${link.reason}` : link.kind))
    return kinds.filter((kind, i) => kind !== kinds[i - 1])
  }
}

export function cashiers(change: Pick<BoardChange, 'state'>): number[] {
  return change.state.calls.map((call) => call.cashier)
}
