/**
 * One box that speaks the line protocol, at one place: kept open, heard, acknowledged, its lamps driven.
 *
 * It is `open` only when the box has said hello: a port that opens may have anything behind it.
 */
import { createHash } from 'node:crypto'
import type { BoxPress } from '../../../protocol/box/box-host.ts'
import { BOX_PROTOCOL, type BoxFrame, type Hello } from '../../../protocol/box/frame.ts'
import type { OpenDevice } from '../device/device.ts'
import type { DeviceIdentity } from '../device/device-identity.ts'
import { type DeviceLife, Reopening, type ReopeningOptions } from '../device/reopening.ts'
import type { BoxReport, SourceCounts, SourceHost, SourceStatus, SourceTools } from '../source.ts'
import { healthAfter, stuckButtons, UNKNOWN_HEALTH } from './box-health.ts'
import type { BoxNames } from './box-names.ts'
import { BoxReader } from './box-reader.ts'
import { BoxSession } from './box-session.ts'

/** How one box is reached. */
export interface BoxWay {
  /** As logs, recordings and reports call it. */
  device(): string
  identify(): Promise<DeviceIdentity>
  /** Where it is plugged in; asked at each opening. */
  place(): Promise<string>
  readonly open: OpenDevice
  readonly reopening?: Pick<ReopeningOptions, 'poll' | 'pause' | 'failure'>
}

export type FramedBoxOptions = {
  readonly way: BoxWay
  readonly host: SourceHost
  readonly tools: SourceTools
  readonly names: BoxNames
  /** Its till, whatever it is assigned to. */
  readonly cashier?: number
}

export class FramedBox {
  readonly #options: FramedBoxOptions
  readonly #reader: BoxReader
  readonly #reopening: Reopening
  #status: SourceStatus = { kind: 'opening' }
  #session: BoxSession | undefined
  /** The newest hello: who it is, or was. */
  #hello: Hello | undefined
  #place: string | undefined
  #health = UNKNOWN_HEALTH
  #silences = 0
  #logged = ''

  constructor(options: FramedBoxOptions) {
    const { way, tools } = options
    this.#options = options
    this.#reader = new BoxReader({
      clock: tools.clock,
      submit: (press, of, age) => this.#submit(press, of, age),
      send: (frame) => this.#session?.send(frame),
      heard: (frame) => this.#heard(frame),
    })
    this.#reopening = new Reopening({
      clock: tools.clock,
      identify: () => way.identify(),
      open: (gone) => this.#open(gone),
      // An open device is no open box yet.
      onStatus: (status) => this.#tell(status.kind === 'open' ? { kind: 'opening' } : status),
      ...way.reopening,
    })
  }

  start(): void {
    this.#reopening.start()
  }

  stop(): Promise<void> {
    return this.#reopening.stop()
  }

  status(): SourceStatus {
    return this.#status
  }

  counts(): SourceCounts {
    const { frames, presses, crcErrors, discardedBytes } = this.#reader.counts()
    const lines = frames + crcErrors
    return { lines, presses, ignoredLines: crcErrors, discardedBytes, reopened: this.#reopening.reopened }
  }

  report(): BoxReport {
    const { way, tools } = this.#options
    const { beatAt, lost } = this.#health
    const till = this.#till()
    return {
      names: this.#names(),
      device: way.device(),
      ...(this.#hello && { model: this.#hello.model, firmware: this.#hello.firmware }),
      ...(till !== undefined && { cashier: till }),
      status: this.#status,
      ...(beatAt !== undefined && { heartbeatAt: beatAt }),
      stuck: stuckButtons(this.#health, tools.clock.now()),
      counts: { ...this.#reader.counts(), lost, silences: this.#silences },
    }
  }

  async #open(gone: (reason: string) => void): Promise<DeviceLife> {
    const { way, tools, host, names } = this.#options
    const place = await way.place()
    const open = tools.tap?.(way.device(), way.open) ?? way.open
    const device = await open({ data: (chunk) => this.#take(chunk), gone })
    this.#place = place
    const session = new BoxSession({
      clock: tools.clock,
      device,
      desks: host.desks,
      till: () => this.#till(),
      gone,
      silent: () => this.#silences++,
    })
    this.#session = session
    return {
      close: async () => {
        this.#session = undefined
        names.leave(place)
        this.#reader.closed()
        await session.close()
      },
    }
  }

  /** A device that is being closed may still say something: the box will say it again. */
  #take(chunk: Buffer): void {
    if (this.#session) this.#reader.take(chunk)
  }

  #heard(frame: BoxFrame): void {
    this.#health = healthAfter(this.#health, frame, this.#options.tools.clock.now())
    if (frame.kind === 'hello') this.#greet(frame)
    this.#session?.heard(frame)
  }

  #greet(hello: Hello): void {
    const { names, tools } = this.#options
    const since = tools.clock.now()
    this.#hello = hello
    if (hello.version !== BOX_PROTOCOL) {
      const reason = `the box speaks version ${hello.version} of the protocol, this program ${BOX_PROTOCOL}: flash it anew`
      return this.#tell({ kind: 'refused', reason, since })
    }
    if (this.#place !== undefined) names.arrive(this.#place, hello.id)
    if (this.#status.kind !== 'open') this.#tell({ kind: 'open', since })
  }

  async #submit({ action, boot, seq }: BoxPress, of: Hello, age: number): Promise<'taken' | 'failed'> {
    const { host, cashier } = this.#options
    const id = `${of.id}-${boot}-${seq}-${placeMark(this.#place ?? '')}`
    const box = this.#names(of)
    const more = { ...(cashier !== undefined && { cashier }), ...(age > 0 && { age }) }
    const answer = await host.submit({ action, box, id, ...more })
    return answer.kind === 'failed' && answer.code === 'journal_failed' ? 'failed' : 'taken'
  }

  #names(of = this.#hello): readonly string[] {
    return this.#place === undefined ? [] : this.#options.names.of(this.#place, of?.id)
  }

  #till(): number | undefined {
    const { cashier, host } = this.#options
    return cashier ?? host.tillOf(this.#names())
  }

  #tell(status: SourceStatus): void {
    if (this.#status.kind === 'stopped') return
    this.#status = status
    const reason = 'reason' in status ? status.reason : ''
    // A port without a box is opened again and again, with the same end: that is told once.
    const told = `${status.kind} ${reason}`
    if (status.kind === 'opening' || told === this.#logged) return
    this.#logged = told
    this.#log(status, reason)
  }

  #log({ kind }: SourceStatus, reason: string): void {
    const { tools, way, names } = this.#options
    const { lines } = tools
    const fields = { device: way.device(), ...(reason !== '' && { reason }) }
    const who = { box: this.#hello?.id, model: this.#hello?.model, firmware: this.#hello?.firmware }
    if (kind === 'open') lines.info({ ...fields, ...who }, 'the button box is read')
    if (kind === 'lost') lines.warn(fields, 'the button box is not there; it is looked for')
    if (kind === 'refused') lines.error(fields, 'the button box cannot be used; it is tried again')
    if (kind !== 'open' || this.#place === undefined || !this.#hello) return
    if (names.isDoubted(this.#place, this.#hello.id)) {
      lines.warn(
        { ...fields, ...who },
        'another box tells the same id: both are known only by where they are plugged in',
      )
    }
  }
}

/** Two boxes may tell the same id, and must not take each other's presses for repetitions. */
function placeMark(place: string): string {
  return createHash('sha256').update(place).digest('hex').slice(0, 8)
}
