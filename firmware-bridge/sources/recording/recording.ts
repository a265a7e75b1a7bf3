/**
 * `cashierq bridge --record FILE`: what every device sent and was sent, with its timing, one JSON object a line.
 *
 * A recording is for finding out and for tests; it may cost a press neither its time nor its life. So lines are written
 * in the background, and if the disk is full or too slow, the recording ends and the bridge goes on.
 */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { Failure, reason } from '../../../platform/failure.ts'
import type { LogLines } from '../../../platform/logger.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { OpenDevice } from '../device/device.ts'
import type { SourceTools } from '../source.ts'
import type { RecordedLine } from './recording-line.ts'

export type Recorder = {
  readonly tap: NonNullable<SourceTools['tap']>
  /** Resolves when all that was recorded is in the file. Never rejects. */
  stop(): Promise<void>
}

/** What the disk may be behind, bytes: a device that sends without a pause fills that in minutes. */
const LONGEST_QUEUE = 4 * 1024 * 1024

/** A clock for recordings: it tells fractions of a millisecond, and is never set back. */
export const FINE_CLOCK: Pick<Clock, 'now'> = { now: () => performance.now() }

/** Appends to `file`. Rejects with `bad_setting` if it cannot be opened. */
export async function startRecorder(file: string, clock: Pick<Clock, 'now'>, lines: LogLines): Promise<Recorder> {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  try {
    await once(stream, 'open')
  } catch (error) {
    throw new Failure('bad_setting', `cannot write the recording ${file}: ${reason(error)}`, error)
  }
  return new RunningRecorder(file, stream, clock, lines)
}

/** What happened, before it is told when and to which device. */
type Happened = RecordedLine extends infer Line
  ? Line extends RecordedLine
    ? Omit<Line, 't' | 'device'>
    : never
  : never

class RunningRecorder implements Recorder {
  readonly #file: string
  readonly #stream: WriteStream
  readonly #clock: Pick<Clock, 'now'>
  readonly #lines: LogLines
  readonly #began: number
  readonly #closed: Promise<void>
  #state: 'recording' | 'ended' = 'recording'

  constructor(file: string, stream: WriteStream, clock: Pick<Clock, 'now'>, lines: LogLines) {
    this.#file = file
    this.#stream = stream
    this.#clock = clock
    this.#lines = lines
    this.#began = clock.now()
    this.#closed = new Promise((resolve) => stream.once('close', resolve))
    stream.on('error', (error) => this.#giveUp(error.message))
  }

  readonly tap = (device: string, open: OpenDevice): OpenDevice => {
    return recorded(open, (line) => this.#record({ t: this.#elapsed(), device, ...line }))
  }

  /** To the microsecond. */
  #elapsed(): number {
    return Math.round((this.#clock.now() - this.#began) * 1_000) / 1_000
  }

  async stop(): Promise<void> {
    this.#state = 'ended'
    this.#stream.end()
    await this.#closed
  }

  #record(line: RecordedLine): void {
    if (this.#state === 'ended') return
    this.#stream.write(`${JSON.stringify(line)}\n`)
    if (this.#stream.writableLength <= LONGEST_QUEUE) return
    this.#state = 'ended'
    this.#stream.destroy(new Error('the disk is too slow'))
  }

  #giveUp(why: string): void {
    this.#state = 'ended'
    this.#lines.error({ file: this.#file, reason: why }, 'the recording has ended early; the bridge goes on')
  }
}

/** The same device, and each life of it told from the first that is known of it to the end. */
function recorded(open: OpenDevice, record: (line: Happened) => void): OpenDevice {
  return async ({ data, gone }) => {
    let stage: 'opening' | 'open' | 'gone' = 'opening'
    const begin = () => {
      if (stage === 'opening') record({ kind: 'open' })
      if (stage === 'opening') stage = 'open'
    }
    const end = (why: string) => {
      if (stage === 'open') record({ kind: 'gone', reason: why })
      stage = 'gone'
    }
    const device = await open({
      data: (chunk) => {
        begin()
        if (stage === 'open') record({ kind: 'data', hex: chunk.toString('hex') })
        data(chunk)
      },
      gone: (why) => {
        begin()
        end(why)
        gone(why)
      },
    })
    begin()
    return {
      write: (chunk) => {
        record({ kind: 'write', hex: Buffer.from(chunk).toString('hex') })
        return device.write(chunk)
      },
      close: () => {
        end('it was closed')
        return device.close()
      },
    }
  }
}
