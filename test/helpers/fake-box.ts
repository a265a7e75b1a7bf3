/**
 * A button box in TypeScript: the device's side of the line protocol, for tests, measurements and the USB guest, where
 * the real firmware would be too slow. `box-specification.ts` holds the two to the same behaviour.
 *
 * How to extend: what a box says goes out through `say`; what it hears comes in through `hear`; its time is the clock's.
 * A box with another queue, model or number of buttons is another set of options.
 */
import { encodeBoxFrame } from '../../protocol/box/encode.ts'
import { BOX_PROTOCOL, type BoxFrame, type Edge, type HostFrame, type Refused } from '../../protocol/box/frame.ts'
import { isLit, type Lamp } from '../../protocol/box/lamp.ts'
import { parseHostFrame } from '../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../protocol/box/reader.ts'
import type { Clock } from '../../protocol/clock.ts'

export type FakeBoxOptions = {
  readonly clock: Clock
  readonly say: (text: string) => void
  readonly id?: string
  readonly model?: string
  readonly firmware?: string
  readonly buttons?: number
  readonly lamps?: number
  /** Events it keeps while nobody acknowledges them. */
  readonly queue?: number
}

const HEARTBEAT = 1_000
const FIRST_WAIT = 50
const LONGEST_WAIT = 1_000
/** Without a word from its host for so long a box says by itself that it is alone, ms. */
const ALONE_AFTER = 5_000

export class FakeBox {
  readonly id: string
  /** Presses that a finger made, whether or not there was room for them. */
  pressed = 0
  /** Frames of the host that were heard, the newest last. */
  readonly heard: HostFrame[] = []
  readonly #options: FakeBoxOptions
  readonly #buttons: number
  readonly #lamps: number
  #boot = 0
  #startedAt = 0
  #newest = 0
  #acknowledged = 0
  #lost = 0
  #down = new Set<number>()
  /** Buttons whose "down" was numbered: a place is kept for their "up". One that was down at the start is in neither. */
  #numbered = new Set<number>()
  /** Buttons whose "down" had no room: their "up" is dropped too. */
  #dropped = new Set<number>()
  #events: Edge[] = []
  #reader = EMPTY_READER
  #masks = { on: 0, blink: 0 }
  #hasPower = false
  #heardAt = 0
  #wait = FIRST_WAIT
  #cancelResend: () => void = () => undefined
  #cancelBeat: () => void = () => undefined

  constructor(options: FakeBoxOptions) {
    this.#options = options
    this.id = options.id ?? 'A1'
    this.#buttons = options.buttons ?? 2
    this.#lamps = options.lamps ?? 2
  }

  get boot(): number {
    return this.#boot
  }
  get queued(): number {
    return this.#events.length
  }
  get lost(): number {
    return this.#lost
  }
  get masks(): { readonly on: number; readonly blink: number } {
    return this.#masks
  }

  /** Plugged in: a new boot, and nothing in its memory. */
  powerOn(): void {
    this.#events = []
    this.reset()
  }

  /** As after a pulse on the reset line: memory and buttons stay as they are, all else begins anew. */
  reset(): void {
    this.powerOff()
    this.#hasPower = true
    this.#boot++
    this.#startedAt = this.#heardAt = this.#now()
    this.#newest = this.#acknowledged = this.#lost = 0
    this.#numbered.clear()
    this.#dropped.clear()
    this.#reader = EMPTY_READER
    this.#masks = { on: 0, blink: 0 }
    this.#hello()
    this.#beat()
  }

  /** It says nothing more and hears nothing. */
  powerOff(): void {
    this.#hasPower = false
    this.#cancelResend()
    this.#cancelBeat()
  }

  press(button = 0): void {
    this.down(button)
    this.up(button)
  }

  down(button = 0): void {
    this.pressed++
    this.#down.add(button)
    if (!this.#hasPower) return
    if (this.#events.length + this.#numbered.size + 2 > (this.#options.queue ?? 16)) {
      this.#dropped.add(button)
      this.#lost++
      return
    }
    this.#numbered.add(button)
    this.#keep(button, 'down')
  }

  up(button = 0): void {
    this.#down.delete(button)
    if (this.#dropped.delete(button)) this.#lost++
    if (this.#numbered.delete(button)) this.#keep(button, 'up')
  }

  hear(bytes: Uint8Array): void {
    if (!this.#hasPower) return
    const read = readFrames(this.#reader, bytes, parseOrRefuse)
    this.#reader = read.reader
    if (read.crcErrors > 0) this.#say({ kind: 'refused', reason: 'crc' })
    for (const frame of read.frames) {
      if (frame.kind === 'refused') this.#say(frame)
      else this.#obey(frame)
    }
  }

  /** What its lamp shows now, as an eye would tell: a dark lamp may be one between two flashes. */
  shows(lamp = 0): boolean {
    return isLit(this.pattern(lamp), this.#now())
  }

  pattern(lamp = 0): Lamp {
    if (this.#now() - this.#heardAt >= ALONE_AFTER) return 'double'
    const [on, blink] = [bit(this.#masks.on, lamp), bit(this.#masks.blink, lamp)]
    return on ? (blink ? 'fast' : 'lit') : blink ? 'slow' : 'off'
  }

  #obey(frame: HostFrame): void {
    this.heard.push(frame)
    this.#heardAt = this.#now()
    switch (frame.kind) {
      case 'ask':
        this.#hello()
        return
      case 'lamps':
        this.#masks = { on: frame.on % 2 ** this.#lamps, blink: frame.blink % 2 ** this.#lamps }
        this.#say({ kind: 'lamps_applied', ...this.#masks })
        return
      case 'ack':
        this.#forget(frame.boot, frame.seq)
    }
  }

  #forget(boot: number, seq: number): void {
    const before = this.#events[0]
    this.#events = this.#events.filter((event) => event.boot !== boot || event.seq > seq)
    if (boot === this.#boot) this.#acknowledged = Math.max(this.#acknowledged, Math.min(seq, this.#newest))
    const [oldest] = this.#events
    if (oldest === before) return
    if (oldest?.boot !== before?.boot) this.#sayKept()
    this.#expect(FIRST_WAIT)
  }

  /** What is kept from before a reset comes first, and alone: a later event would overtake one that the line has lost. */
  #sayKept(): void {
    for (const event of this.#events) if (event.boot === this.#events[0]?.boot) this.#say(event)
  }

  #keep(button: number, edge: 'down' | 'up'): void {
    const event: Edge = { kind: 'edge', boot: this.#boot, seq: ++this.#newest, button, edge, ms: this.#ms() }
    this.#events.push(event)
    if (event.boot === this.#events[0]?.boot) this.#say(event)
    if (this.#events.length === 1) this.#expect(FIRST_WAIT)
  }

  /** A host that says hello knows nothing: it is told everything that is kept. */
  #hello(): void {
    const { model = 'cq2', firmware = '1.0' } = this.#options
    const [id, buttons, lamps] = [this.id, this.#buttons, this.#lamps]
    const [boot, seq] = [this.#boot, this.#acknowledged]
    this.#say({ kind: 'hello', version: BOX_PROTOCOL, id, model, firmware, buttons, lamps, boot, seq })
    this.#sayKept()
    this.#expect(FIRST_WAIT)
  }

  #expect(wait: number): void {
    this.#cancelResend()
    this.#wait = wait
    if (this.#events.length > 0) this.#cancelResend = this.#options.clock.after(wait, () => this.#resend())
  }

  #resend(): void {
    const [oldest] = this.#events
    if (!oldest) return
    this.#say(oldest)
    this.#expect(Math.min(this.#wait * 2, LONGEST_WAIT))
  }

  #beat(): void {
    this.#cancelBeat = this.#options.clock.after(HEARTBEAT, () => {
      let bitmap = 0
      for (const button of this.#down) bitmap += 2 ** button
      this.#say({ kind: 'heartbeat', ms: this.#ms(), bitmap, queued: this.#events.length, lost: this.#lost })
      this.#beat()
    })
  }

  #say(frame: BoxFrame): void {
    this.#options.say(encodeBoxFrame(frame))
  }

  #ms(): number {
    return Math.floor(this.#now() - this.#startedAt) >>> 0
  }

  #now(): number {
    return this.#options.clock.now()
  }
}

/** What has a right checksum and is still no frame of a host. */
function parseOrRefuse(body: string): HostFrame | Refused {
  const reason = /^[AL?]/u.test(body) ? 'form' : 'unknown'
  return parseHostFrame(body) ?? { kind: 'refused', reason }
}

function bit(mask: number, index: number): boolean {
  return Math.floor(mask / 2 ** index) % 2 === 1
}
