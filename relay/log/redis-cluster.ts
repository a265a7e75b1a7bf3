/**
 * A Redis Cluster as one connection: each call goes to the master that has its key, over a connection of that master's
 * own. So one that is dead or hangs fails its own calls, within their patience, and delays no others. Which master has
 * which slot is learned from any node: at the start, after a redirect, and while one of them cannot be reached.
 */
import { Failure, isFailure } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import { Late, within } from './patience.ts'
import type { RedisAddress, RedisHost } from './redis-address.ts'
import type { Argument, WatchedConnection } from './redis-connection.ts'
import { Redirected, unavailable } from './redis-failure.ts'
import type { Script } from './redis-scripts.ts'
import { type NodeName, readSlots, SlotMap, slotOf, splitName } from './redis-slots.ts'

type Parts = {
  readonly address: RedisAddress
  /** Opens a connection to one node. */
  readonly open: (node: RedisHost) => WatchedConnection
  readonly clock: Clock
  readonly patience: number
}
type Send = (node: WatchedConnection) => Promise<unknown>

/** A call follows so many redirects; a cluster that is not being rearranged gives one at most. */
const MOST_HOPS = 8
/** Before a call is tried again that Redis could not take just now, ms. */
const LATER = 100
/** Between two looks at the map while something is wrong, ms. */
const RELEARN = 500

export class ClusterConnection implements WatchedConnection {
  readonly #parts: Parts
  readonly #nodes = new Map<NodeName, WatchedConnection>()
  readonly #listeners: (() => void)[] = []
  readonly #mapListeners: (() => void)[] = []
  #slots = new SlotMap()
  /** What redirects have told since. */
  readonly #moved = new Map<number, NodeName>()
  #learning: Promise<void> | undefined
  #cancelRelearn: (() => void) | undefined
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
    void this.#learn()
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** `listener` hears when `masterOf` may answer otherwise. */
  onRearranged(listener: () => void): void {
    this.#mapListeners.push(listener)
  }

  /** The master of a key, as far as it is known. */
  masterOf(key: string): NodeName | undefined {
    return this.#slots.master(slotOf(key))
  }

  command(...args: readonly [string, ...Argument[]]): Promise<unknown> {
    const key = args[1]
    return this.#call(key === undefined ? 0 : slotOf(String(key)), (node) => node.command(...args))
  }

  script(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    return this.#call(slotOf(keys[0] ?? ''), (node) => node.script(script, keys, args))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelRelearn?.()
    await Promise.all([...this.#nodes.values()].map((node) => node.close()))
  }

  async #call(slot: number, send: Send): Promise<unknown> {
    const { address, clock, patience } = this.#parts
    try {
      return await within(clock, patience, () => this.#walk(slot, send, clock.now() + patience))
    } catch (error) {
      if (this.#closed) throw new Failure('closed', 'the log is closed')
      if (error instanceof Late) throw unavailable(address, `no answer within ${patience} ms`)
      // A node that has left the cluster was closed; the log was not.
      const rearranged = isFailure(error, 'closed') || error instanceof Redirected
      if (rearranged) throw unavailable(address, 'the cluster is being rearranged')
      throw error
    }
  }

  /** Sends in this very turn where the master is known: that keeps the order of the calls. Sends nothing too late. */
  async #walk(slot: number, send: Send, until: number): Promise<unknown> {
    for (let hops = 0; ; hops++) {
      const node = this.#master(slot) ?? (await this.#learnFor(slot, until))
      try {
        return await send(node)
      } catch (error) {
        if (!(error instanceof Redirected) || hops === MOST_HOPS) {
          if (isFailure(error, 'log_unavailable') || isFailure(error, 'closed')) this.#relearnSoon()
          throw error
        }
        const { redirect } = error
        if (redirect.kind === 'ask') return await this.#ask(this.#node(redirect.to), send)
        if (redirect.kind === 'moved') this.#moved.set(redirect.slot, redirect.to)
        else await this.#pause()
        this.#relearnSoon()
        if (this.#parts.clock.now() >= until) throw error
      }
    }
  }

  /** A slot that is on its way: its new master serves it only to who says ASKING right before. */
  async #ask(node: WatchedConnection, send: Send): Promise<unknown> {
    const [, answer] = await Promise.all([node.command('ASKING'), send(node)])
    return answer
  }

  #master(slot: number): WatchedConnection | undefined {
    const name = this.#moved.get(slot) ?? this.#slots.master(slot)
    return name === undefined ? undefined : this.#node(name)
  }

  async #learnFor(slot: number, until: number): Promise<WatchedConnection> {
    while (this.#parts.clock.now() < until && !this.#closed) {
      await this.#learn()
      // Learning may have taken longer than anybody waits.
      const node = this.#parts.clock.now() < until ? this.#master(slot) : undefined
      if (node) return node
      await this.#pause()
    }
    throw unavailable(this.#parts.address, this.#slots.names.size === 0 ? 'no answer yet' : 'no master has this slot')
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#parts.clock.after(LATER, resolve))
  }

  #node(name: NodeName): WatchedConnection {
    const known = this.#nodes.get(name)
    if (known) return known
    if (this.#closed) throw new Failure('closed', 'the log is closed')
    const node = this.#parts.open(splitName(name))
    this.#nodes.set(name, node)
    node.onChange(() => {
      if (this.#nodes.get(name) !== node) return
      this.#relearnSoon()
      for (const listener of this.#listeners) listener()
    })
    return node
  }

  #learn(): Promise<void> {
    this.#learning ??= this.#askAll().finally(() => {
      this.#learning = undefined
    })
    return this.#learning
  }

  /** Those that were named at the start are asked again only if nobody else is left. */
  async #askAll(): Promise<void> {
    const seeds = this.#parts.address.hosts.map(({ host, port }) => `${host}:${port}`)
    const slots = (await this.#firstAnswer([...this.#nodes.keys()])) ?? (await this.#firstAnswer(seeds))
    if (this.#closed) return
    if (slots) this.#adopt(slots)
    else this.#relearnSoon()
  }

  /** Whoever answers first is believed; where it is wrong, a redirect says so. */
  #firstAnswer(names: readonly NodeName[]): Promise<SlotMap | undefined> {
    const answers = names.map(async (name) => {
      const slots = readSlots(await this.#node(name).command('CLUSTER', 'SLOTS'), name)
      if (!slots) throw unavailable(this.#parts.address, `${name} knows no slots`)
      return slots
    })
    return Promise.any(answers).catch(() => undefined)
  }

  #adopt(slots: SlotMap): void {
    this.#moved.clear()
    if (this.#slots.equals(slots)) return
    this.#slots = slots
    const names = slots.names
    for (const [name, node] of this.#nodes) {
      if (names.has(name)) continue
      this.#nodes.delete(name)
      void node.close()
    }
    for (const listener of this.#mapListeners) listener()
  }

  #relearnSoon(): void {
    if (this.#closed || this.#cancelRelearn) return
    this.#cancelRelearn = this.#parts.clock.after(RELEARN, () => {
      this.#cancelRelearn = undefined
      void this.#learn()
    })
  }
}
