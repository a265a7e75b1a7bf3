/** The chime: two notes, a falling third, made here, so there is no file to load and none to be missing. */

/** Below 1 kHz on purpose: that is what ageing ears keep longest. In Hz. */
const NOTES = [659.25, 523.25] as const
const APART = 0.24
const RING = 1.1
/** Second and third partial, as a struck bar has them, each weaker and shorter. */
const PARTIALS = [
  { ratio: 1, level: 0.5, ring: 1 },
  { ratio: 2, level: 0.16, ring: 0.6 },
  { ratio: 3, level: 0.05, ring: 0.35 },
] as const

export class Chime {
  readonly #context = new AudioContext({ latencyHint: 'interactive' })

  /** Calls back now and whenever the browser's permission changes: true while it lets nothing be heard. */
  onBlocked(listener: (blocked: boolean) => void): void {
    const tell = () => listener(this.#context.state === 'suspended')
    this.#context.addEventListener('statechange', tell)
    tell()
  }

  /** To be called from a tap: that is when a browser permits sound. */
  unblock(): Promise<void> {
    return this.#context.resume()
  }

  /** Plays at once, `volume` 0 to 1; `rung` is called when it has been heard, and never if sound is blocked. */
  play(volume: number, rung: () => void): void {
    if (this.#context.state !== 'running') return
    const start = this.#context.currentTime
    NOTES.forEach((pitch, index) => {
      for (const partial of PARTIALS) {
        this.#strike(pitch * partial.ratio, start + index * APART, partial.level * volume, RING * partial.ring)
      }
    })
    const end = new ConstantSourceNode(this.#context, { offset: 0 })
    end.connect(this.#context.destination)
    end.addEventListener('ended', rung)
    end.start(start)
    end.stop(start + APART + RING * 0.7)
  }

  #strike(pitch: number, at: number, level: number, ring: number): void {
    const tone = new OscillatorNode(this.#context, { frequency: pitch })
    const hand = new GainNode(this.#context, { gain: 0 })
    // A ramp of some milliseconds: a gain that jumps is heard as a click.
    hand.gain.setValueAtTime(0, at)
    hand.gain.linearRampToValueAtTime(level, at + 0.008)
    hand.gain.exponentialRampToValueAtTime(0.0005, at + ring)
    tone.connect(hand).connect(this.#context.destination)
    tone.start(at)
    tone.stop(at + ring)
  }
}
