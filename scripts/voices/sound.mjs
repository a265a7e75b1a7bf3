/** Sounds as samples: read from a WAV file, cut to what is heard, brought to the level that all clips have. Pure. */

/** What a clip's voiced parts measure, dB below full scale, and the most that a sample may be. */
const LEVEL = -17
const PEAK = 0.89
/** Softer than this below the loudest is silence, dB. */
const SILENCE = -42
const WINDOW_MS = 5
/** What stays around the speech, ms: a voice that breaks off with the last sound is heard as a fault. */
const LEAD_MS = 15
const TAIL_MS = 70
const FADE_MS = 8

/** The samples (mono, -1 to 1) of a PCM WAV file; several channels are mixed. Throws what is wrong with it. */
export function readWav(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 44 || text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new Error('is not a WAV file')
  let format
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (text(at) === 'fmt ') {
      format = { kind: view.getUint16(body, true), channels: view.getUint16(body + 2, true) }
      format = { ...format, rate: view.getUint32(body + 4, true), bits: view.getUint16(body + 14, true) }
    }
    // A program that writes to a pipe cannot know the length: what is there counts.
    if (text(at) === 'data') return pcm(view, body, Math.min(size, bytes.length - body), format)
    at = body + size + (size % 2)
  }
  throw new Error('has no sound in it')
}

function pcm(view, start, length, format) {
  if (format?.kind !== 1 || format.bits !== 16) throw new Error('must be PCM of 16 bits (any rate, any channels)')
  const frames = Math.floor(length / 2 / format.channels)
  const samples = new Float32Array(frames)
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0
    for (let channel = 0; channel < format.channels; channel++) {
      sum += view.getInt16(start + 2 * (frame * format.channels + channel), true)
    }
    samples[frame] = sum / format.channels / 32_768
  }
  return { samples, rate: format.rate }
}

/** Cut to what is heard, brought to the common level, faded at both ends. */
export function finish({ samples, rate }) {
  const heard = trimmed(samples, rate)
  const gain = 10 ** (LEVEL / 20) / voicedRms(heard, rate)
  const levelled = heard.map((sample) => limit(sample * gain))
  return { samples: faded(levelled, Math.round((FADE_MS / 1000) * rate)), rate }
}

function trimmed(samples, rate) {
  const size = Math.round((WINDOW_MS / 1000) * rate)
  const loudness = windows(samples, size)
  const threshold = Math.max(...loudness) * 10 ** (SILENCE / 20)
  if (!(threshold > 0)) throw new Error('is silent')
  const first = loudness.findIndex((rms) => rms >= threshold)
  const last = loudness.findLastIndex((rms) => rms >= threshold)
  const start = Math.max(0, first * size - Math.round((LEAD_MS / 1000) * rate))
  return samples.slice(start, Math.min(samples.length, (last + 1) * size + Math.round((TAIL_MS / 1000) * rate)))
}

/** Of the windows within 20 dB of the loudest: pauses in a sentence do not make it louder than a single word. */
export function voicedRms(samples, rate) {
  const loudness = windows(samples, Math.round((20 / 1000) * rate))
  const least = Math.max(...loudness) * 0.1
  const voiced = loudness.filter((rms) => rms >= least)
  return Math.sqrt(voiced.reduce((sum, rms) => sum + rms * rms, 0) / voiced.length)
}

function windows(samples, size) {
  const loudness = []
  for (let at = 0; at < samples.length; at += size) {
    let sum = 0
    const end = Math.min(samples.length, at + size)
    for (let index = at; index < end; index++) sum += samples[index] ** 2
    loudness.push(Math.sqrt(sum / (end - at)))
  }
  return loudness
}

/** Linear up to half the peak, then ever flatter: a loud vowel is rounded, never cut. */
function limit(sample) {
  const [size, knee] = [Math.abs(sample), PEAK / 2]
  return size <= knee ? sample : Math.sign(sample) * (knee + (PEAK - knee) * Math.tanh((size - knee) / (PEAK - knee)))
}

function faded(samples, length) {
  const last = samples.length - 1
  return samples.map((sample, index) => sample * Math.min(1, (index + 1) / length, (last - index + 1) / length))
}
