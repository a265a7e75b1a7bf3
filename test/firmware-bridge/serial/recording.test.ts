import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceEars, OpenDevice } from '../../../firmware-bridge/sources/device/device.ts'
import { startRecorder } from '../../../firmware-bridge/sources/recording/recording.ts'
import type { RecordedLine } from '../../../firmware-bridge/sources/recording/recording-line.ts'
import {
  parseRecording,
  readRecording,
  recordedDevices,
  replay,
} from '../../../firmware-bridge/sources/recording/replay.ts'
import { SILENT } from '../../../platform/logger.ts'
import { folder, listen, until } from '../../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

/** A device that says what the test lets it say. */
function spokenDevice() {
  const state: { ears?: DeviceEars; written: string[]; closed: number } = { written: [], closed: 0 }
  const open: OpenDevice = async (ears) => {
    state.ears = ears
    return {
      write: async (chunk) => void state.written.push(String(Buffer.from(chunk))),
      close: async () => void state.closed++,
    }
  }
  const say = (text: string) => state.ears?.data(Buffer.from(text))
  return { open, state, say }
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const deaf: DeviceEars = { data: () => undefined, gone: () => undefined }

async function recorder(file: string, lines = SILENT) {
  const clock = new FakeTimersClock(1_000.25)
  return { clock, recorder: await startRecorder(file, clock, lines) }
}

describe('a recording', () => {
  it('has what a device sent and was sent with its time, of each opening from beginning to end', async () => {
    const file = join(await folder(), 'boxes.jsonl')
    const { clock, recorder: recording } = await recorder(file)
    const { open, state, say } = spokenDevice()
    const heard: string[] = []
    const device = await recording.tap('serial:A', open)({ ...deaf, data: (chunk) => void heard.push(String(chunk)) })
    clock.advance(1.5)
    say('3\n')
    await device.write(Buffer.from('ok'))
    clock.advance(10)
    state.ears?.gone('unplugged')
    await device.close()
    await recording.stop()
    expect(heard).toEqual(['3\n'])
    expect(state).toMatchObject({ written: ['ok'], closed: 1 })
    expect(await readRecording(file)).toEqual([
      { t: 0, device: 'serial:A', kind: 'open' },
      { t: 1.5, device: 'serial:A', kind: 'data', hex: '330a' },
      { t: 1.5, device: 'serial:A', kind: 'write', hex: '6f6b' },
      { t: 11.5, device: 'serial:A', kind: 'gone', reason: 'unplugged' },
    ])
  })

  it('ends when it is stopped, and its devices go on', async () => {
    const file = join(await folder(), 'boxes.jsonl')
    const { lines, said } = listen()
    const { recorder: recording } = await recorder(file, lines)
    const { open, say } = spokenDevice()
    const heard: string[] = []
    await recording.tap('serial:A', open)({ ...deaf, data: (chunk) => void heard.push(String(chunk)) })
    const stopping = recording.stop()
    say('too late')
    await stopping
    expect(heard).toEqual(['too late'])
    expect((await readRecording(file)).map(({ kind }) => kind)).toEqual(['open'])
    expect(said).toEqual([])
  })

  it('goes on in a file that there is, and only its owner may read it', async () => {
    const file = join(await folder(), 'boxes.jsonl')
    for (let time = 0; time < 2; time++) {
      const { recorder: recording } = await recorder(file)
      const device = await recording.tap('serial:A', spokenDevice().open)(deaf)
      await device.close()
      await recording.stop()
    }
    expect((await readRecording(file)).map(({ kind }) => kind)).toEqual(['open', 'gone', 'open', 'gone'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('of a device that cannot be opened has nothing to tell', async () => {
    const file = join(await folder(), 'boxes.jsonl')
    const { recorder: recording } = await recorder(file)
    const opening = recording.tap('serial:A', () => Promise.reject(new Error('permission denied')))(deaf)
    await expect(opening).rejects.toThrow('permission denied')
    await recording.stop()
    expect(await readRecording(file)).toEqual([])
  })

  it('that cannot be written is refused at the start', async () => {
    await expect(recorder(join(await folder(), 'no', 'such', 'folder'))).rejects.toMatchObject({ code: 'bad_setting' })
  })

  // /dev/full takes every open and refuses every write, as a full disk does.
  it.runIf(process.platform === 'linux')('ends on a full disk, is told of once, and the device goes on', async () => {
    const { lines, said } = listen()
    const { recorder: recording } = await recorder('/dev/full', lines)
    const { open, say } = spokenDevice()
    const heard: string[] = []
    await recording.tap('serial:A', open)({ ...deaf, data: (chunk) => void heard.push(String(chunk)) })
    await until(
      () => said.length > 0,
      () => say('3\n'),
    )
    for (let time = 0; time < 10; time++) say('4\n')
    await recording.stop()
    expect(said).toEqual([{ level: 'error', text: 'the recording has ended early; the bridge goes on' }])
    expect(heard.at(-1)).toBe('4\n')
  })
})

describe('a replay', () => {
  const data = (t: number, hex: string): RecordedLine => ({ t, device: 'a', kind: 'data', hex })

  it('says what was said at its pace, each opening by itself, and goes when the device went', async () => {
    const clock = new FakeTimersClock()
    const recording: RecordedLine[] = [
      { t: 5, device: 'a', kind: 'open' },
      data(5.5, '61'),
      { t: 6, device: 'b', kind: 'open' },
      { t: 7, device: 'b', kind: 'data', hex: 'ff' },
      { t: 8, device: 'a', kind: 'write', hex: '00' },
      data(105, '62'),
      { t: 205, device: 'a', kind: 'gone', reason: 'unplugged' },
      { t: 500, device: 'a', kind: 'open' },
      data(510, '63'),
    ]
    const heard: string[] = []
    const start = clock.now()
    const ears: DeviceEars = {
      data: (chunk) => void heard.push(`${clock.now() - start} ${chunk}`),
      gone: (reason) => void heard.push(`${clock.now() - start} ${reason}`),
    }
    const open = replay(recording, 'a', clock)
    const first = await open(ears)
    await first.write(Buffer.from('x'))
    clock.advance(1_000)
    expect(heard).toEqual(['0.5 a', '100 b', '200 unplugged'])
    await expect(first.write(Buffer.from('x'))).rejects.toThrow('gone')
    await first.close()
    const second = await open(ears)
    clock.advance(10)
    expect(heard.at(-1)).toBe('1010 c')
    await second.close()
    await expect(open(ears)).rejects.toThrow('come to its end')
    expect(clock.pending).toBe(0)
    expect(recordedDevices(recording)).toEqual(['a', 'b'])
  })

  it('says nothing after it was closed', async () => {
    const clock = new FakeTimersClock()
    const heard: Buffer[] = []
    const open = replay([{ t: 0, device: 'a', kind: 'open' }, data(10, '61')], 'a', clock)
    const device = await open({ ...deaf, data: (chunk) => void heard.push(chunk) })
    await device.close()
    clock.advance(100)
    expect(heard).toEqual([])
    await expect(device.write(Buffer.from('x'))).rejects.toThrow('gone')
  })

  it('of a recording says again every byte that was recorded', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { maxLength: 30 })
    const dir = await folder()
    let run = 0
    await fc.assert(
      fc.asyncProperty(chunks, async (said) => {
        const file = join(dir, `${run++}.jsonl`)
        const { clock, recorder: recording } = await recorder(file)
        const { open, state } = spokenDevice()
        await recording.tap('d', open)(deaf)
        for (const chunk of said) {
          clock.advance(3.25)
          state.ears?.data(Buffer.from(chunk))
        }
        await recording.stop()
        const heard: Buffer[] = []
        const replayed = await replay(
          await readRecording(file),
          'd',
          clock,
        )({
          ...deaf,
          data: (chunk) => void heard.push(chunk),
        })
        clock.advance(1_000)
        await replayed.close()
        expect(heard.map(hexOf)).toEqual(said.map(hexOf))
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['{"t":0,"device":"a","kind":"open"}\n{"t":1,"device":"a","kind":"data","hex":"6"}', /line 2: hex: must be bytes/u],
    ['{"t":0,"device":"a","kind":"opened"}', /line 1: kind: /u],
    ['{"t":-1,"device":"a","kind":"open"}', /line 1: t: /u],
    ['{"t":0,"kind":"open"}', /line 1: device: /u],
    ['\n{"t":0', /line 2: /u],
    ['7', /line 1: /u],
  ])('of %j is refused by line and reason', (text, why) => {
    expect(() => parseRecording(text, 'boxes.jsonl')).toThrow(
      expect.objectContaining({ code: 'bad_setting', message: expect.stringMatching(why) }),
    )
  })

  it('of a file that is not there is refused', async () => {
    await expect(readRecording('/nowhere/boxes.jsonl')).rejects.toMatchObject({ code: 'bad_setting' })
  })
})
