import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BoxNames } from '../../../firmware-bridge/sources/box/box-names.ts'
import { FramedBox } from '../../../firmware-bridge/sources/box/framed-box.ts'
import { readRecording, recordedDevices, replay } from '../../../firmware-bridge/sources/recording/replay.ts'
import { SILENT } from '../../../platform/logger.ts'
import { until } from '../../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandHost } from '../../helpers/hand-host.ts'

const TILL_BOX = fileURLToPath(new URL('../../recordings/serial/till-box.jsonl', import.meta.url))

describe('a recorded session of the real firmware', () => {
  it('makes the presses that were made, each once, over a reset, a bad cable and a replugging', async () => {
    const clock = new FakeTimersClock()
    const host = new HandHost()
    const recording = await readRecording(TILL_BOX)
    const [device = ''] = recordedDevices(recording)
    const framed = new FramedBox({
      way: {
        device: () => device,
        identify: async () => ({ kind: 'there', mark: 'recorded' }),
        place: async () => 'usb-0:2',
        open: replay(recording, device, clock),
        reopening: { poll: 200 },
      },
      host,
      tools: { clock, lines: SILENT },
      names: new BoxNames(),
    })
    onTestFinished(() => framed.stop())
    framed.start()
    await until(
      () => host.presses.length >= 11,
      () => clock.advance(10),
    )
    await until(
      () => framed.status().kind === 'refused',
      () => clock.advance(10),
    )
    const told = host.presses.map(({ action, id }) => `${id?.split('-').slice(2, 4).join('-')} ${action}`)
    expect(told).toEqual([
      '42-1 call',
      '42-3 toggle',
      '42-5 help',
      '42-7 help',
      '43-1 call',
      '43-3 call',
      '43-5 call',
      '43-7 call',
      '43-9 call',
      '43-11 call',
      '43-13 help',
    ])
    expect(framed.report()).toMatchObject({
      names: ['box:TEST-7', 'at:usb-0:2'],
      model: 'till-328p',
      firmware: '1.0',
      status: { reason: `the recording of ${device} has come to its end` },
      counts: { presses: 11, crcErrors: 3, refused: 2, missed: 0, lost: 0, silences: 0 },
    })
  })
})
