/**
 * Keeps a device open: looks for it each second, opens it when it is there, and again after it has gone.
 *
 * serialport does not always tell that a port has gone: if the device is unplugged early, `isOpen` stays true and its
 * reader spins on an empty read for ever. So the path is watched as well: when the device behind it has vanished or
 * is another one, the port is closed, which ends the spinning, and opened anew.
 */
import { reason } from '../../../platform/failure.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { SourceStatus } from '../source.ts'
import type { DeviceIdentity } from './device-identity.ts'

/** One life of the device, from opening to closing. */
export type DeviceLife = { close(): Promise<void> }

export type ReopeningOptions = {
  readonly clock: Clock
  readonly identify: () => Promise<DeviceIdentity>
  /** `gone` may be called when the device tells itself that it is closed or broken. */
  readonly open: (gone: (reason: string) => void) => Promise<DeviceLife>
  readonly onStatus: (status: SourceStatus) => void
  /** How often it is looked for, ms; default 1000. */
  readonly poll?: number
  /** How long to wait after so many openings have failed in a row, ms; unset: `poll`. */
  readonly pause?: (failures: number) => number
  /** What it means if it cannot be opened; unset: `refused`, somebody has to mend something. */
  readonly failure?: 'refused' | 'lost'
}

type Life = { readonly device: DeviceLife; readonly mark: string }

const POLL = 1_000

export class Reopening {
  readonly #options: ReopeningOptions
  #status: SourceStatus = { kind: 'opening' }
  #life: Life | undefined
  #opened = 0
  #failures = 0
  #ticking: Promise<void> = Promise.resolve()
  #closing: Promise<void> = Promise.resolve()
  #cancel: () => void = () => undefined

  constructor(options: ReopeningOptions) {
    this.#options = options
  }

  start(): void {
    this.#ticking = this.#tick()
  }

  async stop(): Promise<void> {
    this.#tell({ kind: 'stopped' })
    this.#cancel()
    await this.#ticking
    await this.#close()
  }

  status(): SourceStatus {
    return this.#status
  }

  /** How often it was opened after the first time. */
  get reopened(): number {
    return Math.max(0, this.#opened - 1)
  }

  async #tick(): Promise<void> {
    const { identify, clock } = this.#options
    const identity = await identify()
    if (this.#life) await this.#watch(this.#life, identity)
    else await this.#look(identity)
    if (this.#status.kind === 'stopped') return
    this.#cancel = clock.after(this.#pause(), () => {
      this.#ticking = this.#tick()
    })
  }

  #pause(): number {
    const { poll = POLL, pause } = this.#options
    return pause && this.#failures > 0 ? pause(this.#failures) : poll
  }

  async #watch(life: Life, identity: DeviceIdentity): Promise<void> {
    if (identity.kind === 'there' && identity.mark === life.mark) return
    this.#lose(identity.kind === 'there' ? 'another device has come in its place' : identity.reason)
    await this.#closing
  }

  async #look(identity: DeviceIdentity): Promise<void> {
    const since = this.#options.clock.now()
    if (identity.kind === 'absent') return this.#tell({ kind: 'lost', reason: identity.reason, since })
    if (identity.kind === 'denied') return this.#tell({ kind: 'refused', reason: identity.reason, since })
    await this.#closing
    if (this.#status.kind === 'stopped') return
    try {
      await this.#open(identity.mark)
      this.#failures = 0
    } catch (error) {
      this.#failures++
      this.#tell(await this.#judge(reason(error), since))
    }
  }

  /** A plug that was pulled during the opening is nothing that somebody has to mend. */
  async #judge(why: string, since: number): Promise<SourceStatus> {
    const identity = await this.#options.identify()
    if (identity.kind === 'absent') return { kind: 'lost', reason: identity.reason, since }
    return { kind: this.#options.failure ?? 'refused', reason: why, since }
  }

  async #open(mark: string): Promise<void> {
    let gone: string | undefined
    let life: Life | undefined
    const device = await this.#options.open((why) => {
      gone ??= why
      if (life && life === this.#life) this.#lose(why)
    })
    life = { device, mark }
    this.#life = life
    this.#opened++
    this.#tell({ kind: 'open', since: this.#options.clock.now() })
    if (gone !== undefined) this.#lose(gone)
  }

  #lose(why: string): void {
    this.#tell({ kind: 'lost', reason: why, since: this.#options.clock.now() })
    void this.#close()
  }

  #close(): Promise<void> {
    const life = this.#life
    this.#life = undefined
    if (life) this.#closing = life.device.close()
    return this.#closing
  }

  /** Says only what is new, and nothing after the end. */
  #tell(status: SourceStatus): void {
    if (this.#status.kind === 'stopped') return
    const same = 'reason' in status && 'reason' in this.#status && status.reason === this.#status.reason
    if (same && status.kind === this.#status.kind) return
    this.#status = status
    this.#options.onStatus(status)
  }
}
