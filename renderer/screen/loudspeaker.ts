/**
 * The sound card, as far as it can be trusted: unplugged, taken by another program or never there, it costs a sound and
 * never more. A context that fails or stands still is replaced by a new one.
 */
import type { Clock } from '../../protocol/clock.ts'

/** How long a new context may take to run, ms; a browser that waits for a tap lets none run. */
const STARTS_WITHIN = 300
/** A context that runs costs the processor 2 % for the silence it plays. It rests when nothing was said for so long, ms. */
const RESTS_AFTER = 10_000
/** How long one may take to come back from its rest, ms. */
const WAKES_WITHIN = 2_000
/** A device that is broken, or another program's, fails each new context at once: between two tries by ourselves, ms. */
const FAILED_REST = 10_000
/** How much later than expected a sound may end, ms. */
const LATE = 1_500
/** A sound that is cut off at once is heard as a click. In s. */
const FADE = 0.02

/** Puts its nodes on `bus`, to begin at `start`; answers when the next sound may begin. Both in the context's time, s. */
export type Score = (bus: AudioNode, start: number) => number

export class Loudspeaker {
  readonly #clock: Clock
  readonly #onBlocked: (blocked: boolean) => void
  #context: AudioContext | undefined
  /** The context that was put to rest by us, not held back by the browser. */
  #resting: AudioContext | undefined
  #stayAwake = () => {}
  #playing = 0

  /** `onBlocked` hears whenever that changes: true while the browser lets nothing be heard. */
  constructor(clock: Clock, onBlocked: (blocked: boolean) => void) {
    this.#clock = clock
    this.#onBlocked = onBlocked
    this.#renew()
    // Where pages are not trusted with devices (plain HTTP), a browser has no list of them either.
    if ('mediaDevices' in navigator) {
      navigator.mediaDevices.addEventListener('devicechange', () => {
        if (this.#playing === 0) this.#renew()
      })
    }
  }

  /** To be called from a tap: that is when a browser permits sound. */
  async unblock(): Promise<void> {
    await this.#context?.resume()
  }

  /** Resolves when the next sound may begin, or when `signal` hushes this one. False: it was not heard. */
  async play(volume: number, signal: AbortSignal, score: Score): Promise<boolean> {
    const context = await this.#running()
    if (!context) return false
    if (signal.aborted) return true
    const bus = new GainNode(context, { gain: volume })
    bus.connect(context.destination)
    const start = context.currentTime
    const end = score(bus, start)
    this.#playing += 1
    const heard = await this.#reached(context, start, end, signal)
    this.#playing -= 1
    this.#restLater()
    if (signal.aborted) bus.gain.setTargetAtTime(0, context.currentTime, FADE / 3)
    else if (!heard && context === this.#context) this.#renew()
    return heard || signal.aborted
  }

  /** Undefined: it is no sound that this browser knows. */
  async decode(clip: Uint8Array<ArrayBuffer>): Promise<AudioBuffer | undefined> {
    if (!this.#context) this.#renew()
    try {
      // The browser takes the bytes away, so it gets its own.
      return await this.#context?.decodeAudioData(clip.slice().buffer)
    } catch (error) {
      if (error instanceof DOMException) return undefined
      throw error
    }
  }

  /** True when the context's time has come to `end`; false when it stands still, or when `signal` hushes. */
  #reached(context: AudioContext, start: number, end: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const mark = new ConstantSourceNode(context, { offset: 0 })
      const over = (heard: boolean) => {
        stopWaiting()
        signal.removeEventListener('abort', hush)
        resolve(heard)
      }
      const hush = () => over(false)
      const stopWaiting = this.#clock.after((end - start) * 1_000 + LATE, hush)
      signal.addEventListener('abort', hush)
      mark.addEventListener('ended', () => over(true))
      mark.connect(context.destination)
      mark.start(start)
      mark.stop(end)
    })
  }

  async #running(): Promise<AudioContext | undefined> {
    if (!this.#context || this.#context.state === 'closed') this.#renew()
    this.#stayAwake()
    const context = this.#context
    const rests = context !== undefined && this.#resting === context
    if (!context || (context.state === 'running' && !rests)) return context
    if (rests) context.resume().catch(reportError)
    await this.#untilRunning(context, rests ? WAKES_WITHIN : STARTS_WITHIN)
    if (rests && context === this.#context && context.state === 'suspended') await this.#replaced()
    return this.#context?.state === 'running' ? this.#context : undefined
  }

  /** Its device has gone while it rested: it would not wake for the next call either. */
  async #replaced(): Promise<void> {
    this.#renew()
    if (this.#context) await this.#untilRunning(this.#context, STARTS_WITHIN)
  }

  #untilRunning(context: AudioContext, within: number): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        stopWaiting()
        context.removeEventListener('statechange', look)
        resolve()
      }
      // The rest may only be beginning: then it is told first.
      const look = () => context.state !== 'suspended' && over()
      const stopWaiting = this.#clock.after(within, over)
      context.addEventListener('statechange', look)
    })
  }

  #restLater(): void {
    this.#stayAwake()
    this.#stayAwake = this.#clock.after(RESTS_AFTER, () => {
      const context = this.#context
      if (this.#playing > 0 || context?.state !== 'running') return
      this.#resting = context
      context.suspend().catch(reportError)
    })
  }

  #renew(): void {
    this.#giveUp()
    const context = newContext()
    this.#context = context
    if (!context) return
    const tell = () => {
      if (context !== this.#context) return
      if (context.state === 'running') this.#resting = undefined
      this.#onBlocked(context.state === 'suspended' && this.#resting !== context)
    }
    this.#restLater()
    context.addEventListener('statechange', tell)
    // At its birth every context is suspended for a moment.
    this.#clock.after(STARTS_WITHIN, tell)
    context.addEventListener('error', () => {
      if (context === this.#context) this.#failed()
    })
  }

  /** The next call does not wait for the rest to be over. */
  #failed(): void {
    this.#giveUp()
    this.#clock.after(FAILED_REST, () => {
      if (!this.#context) this.#renew()
    })
  }

  #giveUp(): void {
    const old = this.#context
    this.#context = undefined
    if (old && old.state !== 'closed') old.close().catch(reportError)
  }
}

/** Undefined: this machine has no sound, or no more of it. */
function newContext(): AudioContext | undefined {
  try {
    return new AudioContext({ latencyHint: 'interactive' })
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
