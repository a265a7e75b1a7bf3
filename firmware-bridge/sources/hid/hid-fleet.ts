/**
 * Keeps every wanted device open: looks for them each second, opens what has come, closes what has gone.
 *
 * HID libraries know no event for an unplugging, so the list of connected devices decides; a device that says itself
 * that it is gone is closed at once, and opened again if it is still listed a second later. No device waits for
 * another: one that hangs while it is opened or closed holds up nobody.
 */
import { reason } from '../../../platform/failure.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { SourceStatus } from '../source.ts'

/** `key` differs for another device, and for another plugging of the same one. */
export type Plugged = { readonly key: string }
/** One life of a device, from opening to closing. `close` never rejects. */
export type FleetLife = { close(): Promise<void> }

export type FleetOptions<Found extends Plugged> = {
  readonly clock: Clock
  /** The wanted devices that are connected. Rejects if none can be looked for. */
  readonly find: () => Promise<readonly Found[]>
  /** `gone` may be called when the device tells itself that it is of no more use. */
  readonly open: (found: Found, gone: (reason: string) => void) => Promise<FleetLife>
  readonly onStatus: (found: Found, status: SourceStatus) => void
  /** How often devices are looked for, ms; default 1000. */
  readonly poll?: number
}

type Member<Found> = {
  readonly found: Found
  status: SourceStatus
  life: FleetLife | undefined
  /** The opening or closing that is under way. */
  busy: boolean
}

const POLL = 1_000
const UNPLUGGED = 'it is not plugged in'

export class HidFleet<Found extends Plugged> {
  readonly #options: FleetOptions<Found>
  readonly #members = new Map<string, Member<Found>>()
  readonly #closing = new Set<Promise<void>>()
  #search: SourceStatus = { kind: 'opening' }
  #cancel: () => void = () => undefined

  constructor(options: FleetOptions<Found>) {
    this.#options = options
  }

  start(): void {
    void this.#tick()
  }

  /** Resolves when every device is closed. One that is still being opened is closed as soon as it is open. */
  async stop(): Promise<void> {
    this.#search = { kind: 'stopped' }
    this.#cancel()
    for (const member of this.#members.values()) this.#end(member, { kind: 'stopped' })
    this.#members.clear()
    await Promise.all(this.#closing)
  }

  /** The best that can be said of any device. */
  status(): SourceStatus {
    if (this.#search.kind === 'stopped') return this.#search
    const all = [...this.#members.values()].map(({ status }) => status)
    return all.find(({ kind }) => kind === 'open') ?? all.find(({ kind }) => kind === 'refused') ?? this.#search
  }

  async #tick(): Promise<void> {
    const { find, clock, poll = POLL } = this.#options
    try {
      this.#compare(await find())
    } catch (error) {
      this.#searched({ kind: 'refused', reason: reason(error), since: clock.now() })
    }
    if (this.#search.kind !== 'stopped') this.#cancel = clock.after(poll, () => void this.#tick())
  }

  #compare(found: readonly Found[]): void {
    const since = this.#options.clock.now()
    this.#searched({ kind: 'lost', reason: 'no such device is plugged in', since })
    if (this.#search.kind === 'stopped') return
    for (const [key, member] of this.#members) {
      if (found.some((one) => one.key === key)) continue
      this.#members.delete(key)
      this.#end(member, { kind: 'lost', reason: UNPLUGGED, since })
    }
    for (const one of found) this.#keepOpen(one)
  }

  #keepOpen(found: Found): void {
    const known = this.#members.get(found.key)
    const member = known ?? { found, status: { kind: 'opening' }, life: undefined, busy: false }
    this.#members.set(found.key, member)
    if (!member.life && !member.busy) void this.#open(member)
  }

  async #open(member: Member<Found>): Promise<void> {
    const { open, clock } = this.#options
    member.busy = true
    let gone: string | undefined
    let life: FleetLife | undefined
    try {
      life = await open(member.found, (why) => {
        gone ??= why
        if (life && life === member.life) this.#end(member, { kind: 'lost', reason: why, since: clock.now() })
      })
    } catch (error) {
      member.busy = false
      if (this.#isWanted(member)) this.#tell(member, { kind: 'refused', reason: reason(error), since: clock.now() })
      return
    }
    member.busy = false
    member.life = life
    if (!this.#isWanted(member)) return this.#end(member, member.status)
    this.#tell(member, { kind: 'open', since: clock.now() })
    if (gone !== undefined) this.#end(member, { kind: 'lost', reason: gone, since: clock.now() })
  }

  #isWanted(member: Member<Found>): boolean {
    return this.#members.get(member.found.key) === member
  }

  #end(member: Member<Found>, status: SourceStatus): void {
    const { life } = member
    member.life = undefined
    if (life) {
      member.busy = true
      const closing = life.close().then(() => {
        member.busy = false
        this.#closing.delete(closing)
      })
      this.#closing.add(closing)
    }
    this.#tell(member, status)
  }

  #searched(status: SourceStatus): void {
    if (this.#search.kind !== 'stopped' && !isSame(this.#search, status)) this.#search = status
  }

  /** Says only what is new. */
  #tell(member: Member<Found>, status: SourceStatus): void {
    if (isSame(member.status, status)) return
    member.status = status
    this.#options.onStatus(member.found, status)
  }
}

/** A device that was lost is lost, for whatever other reason it is not there a second later. */
function isSame(was: SourceStatus, is: SourceStatus): boolean {
  if (was.kind === 'refused' && is.kind === 'refused') return was.reason === is.reason
  return was.kind === is.kind
}
