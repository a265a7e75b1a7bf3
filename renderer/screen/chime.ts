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

/** A score for the loudspeaker: the voice may begin while the second note fades. */
export function chime(bus: AudioNode, start: number): number {
  NOTES.forEach((pitch, index) => {
    for (const { ratio, level, ring } of PARTIALS) {
      strike(bus, pitch * ratio, start + index * APART, level, RING * ring)
    }
  })
  return start + APART + RING * 0.7
}

function strike(bus: AudioNode, frequency: number, at: number, level: number, ring: number): void {
  const tone = new OscillatorNode(bus.context, { frequency })
  const hand = new GainNode(bus.context, { gain: 0 })
  // A ramp of some milliseconds: a gain that jumps is heard as a click.
  hand.gain.setValueAtTime(0, at)
  hand.gain.linearRampToValueAtTime(level, at + 0.008)
  hand.gain.exponentialRampToValueAtTime(0.0005, at + ring)
  tone.connect(hand).connect(bus)
  tone.start(at)
  tone.stop(at + ring)
}
