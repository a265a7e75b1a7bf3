/** The two programs that make clips: espeak-ng says a text, opusenc packs samples into Ogg/Opus. */
import { spawnSync } from 'node:child_process'
import { readWav } from './sound.mjs'

/** Words a minute: slower than people talk, for ears that are old or not at home in the language. */
export const SPEED = { sentence: 150, letter: 115 }

/** kbit/s. A voice of 11 kHz bandwidth has no use for more. */
const BITRATE = 13

/** Said twice and compared: espeak-ng 1.51 makes noises of its own of some numbers, other ones each time. */
export function say(voice, speed, text) {
  const once = () => output('espeak-ng', ['-v', voice, '-s', String(speed), '--stdout', '--', text])
  const said = once()
  if (!said.equals(once())) throw new Error(`espeak-ng does not say the same twice of "${text}": spell it otherwise`)
  return readWav(said)
}

export function opus({ samples, rate }) {
  const pcm = Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767))
  const raw = ['--raw', '--raw-bits', '16', '--raw-chan', '1', '--raw-rate', String(rate)]
  // A serial number of its own and no padding: the same samples give the same bytes, and few of them.
  const same = ['--serial', '1', '--discard-comments', '--discard-pictures', '--padding', '0']
  const coding = ['--bitrate', String(BITRATE), '--vbr', '--comp', '10', '--framesize', '60', '--speech']
  return output('opusenc', ['--quiet', ...same, ...coding, ...raw, '-', '-'], Buffer.from(pcm.buffer))
}

function output(program, args, input) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { input, maxBuffer: 64 * 1024 * 1024 })
  if (error) throw new Error(`cannot run ${program}: ${error.message}`)
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  return stdout
}
