/**
 * A recording played as a device: it says again what the recorded one said, at the same pace, and goes when that went.
 *
 * Each opening plays the next recorded opening. What is written to it is taken and changes nothing.
 */
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { Failure, reason } from '../../../platform/failure.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { Device, DeviceEars, OpenDevice } from '../device/device.ts'
import { RecordedLine } from './recording-line.ts'

export type Recording = readonly RecordedLine[]

/** Rejects with `bad_setting`, which names the line and what is wrong there. */
export async function readRecording(file: string): Promise<Recording> {
  return parseRecording(await read(file), file)
}

/** Throws `bad_setting`. */
export function parseRecording(text: string, file: string): Recording {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(line, `${file}, line ${index + 1}`)]))
}

/** The names of the devices that were recorded. */
export function recordedDevices(recording: Recording): readonly string[] {
  return [...new Set(recording.map(({ device }) => device))]
}

/** Opening it rejects when every recorded opening was played. */
export function replay(recording: Recording, device: string, clock: Clock): OpenDevice {
  const lives = livesOf(recording.filter((line) => line.device === device))
  return async (ears) => {
    const life = lives.shift()
    if (!life) throw new Error(`the recording of ${device} has come to its end`)
    return played(life, ears, clock)
  }
}

/** What came after each opening. */
function livesOf(lines: Recording): RecordedLine[][] {
  const lives: RecordedLine[][] = []
  for (const line of lines) {
    if (line.kind === 'open') lives.push([line])
    else lives.at(-1)?.push(line)
  }
  return lives
}

function played(life: readonly RecordedLine[], ears: DeviceEars, clock: Clock): Device {
  const opened = clock.now()
  const began = life[0]?.t ?? 0
  let state: 'open' | 'ended' = 'open'
  let cancel = () => {}
  const play = (index: number) => {
    const line = life[index]
    if (!line) return
    cancel = clock.after(Math.max(0, opened + line.t - began - clock.now()), () => {
      say(line, ears)
      if (line.kind === 'gone') state = 'ended'
      if (state === 'open') play(index + 1)
    })
  }
  play(1)
  return {
    write: () => (state === 'open' ? Promise.resolve() : Promise.reject(new Error('the device is gone'))),
    close: async () => {
      state = 'ended'
      cancel()
    },
  }
}

function say(line: RecordedLine, { data, gone }: DeviceEars): void {
  if (line.kind === 'data') data(Buffer.from(line.hex, 'hex'))
  if (line.kind === 'gone') gone(line.reason)
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure('bad_setting', `cannot read the recording ${file}: ${reason(error)}`, error)
  }
}

function parseLine(line: string, where: string): RecordedLine {
  const result = v.safeParse(RecordedLine, json(line, where))
  if (result.success) return result.output
  const [issue] = result.issues
  const field = v.getDotPath(issue)
  throw new Failure('bad_setting', `recording ${where}: ${field === null ? '' : `${field}: `}${issue.message}`)
}

function json(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new Failure('bad_setting', `recording ${where}: ${reason(error)}`, error)
  }
}
