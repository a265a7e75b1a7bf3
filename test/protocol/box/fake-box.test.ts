/** The box in TypeScript, held to the same specification as the real firmware. */
import { expect, it } from 'vitest'
import { parseBoxFrame } from '../../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../../protocol/box/reader.ts'
import type { BoxRig } from '../../helpers/box-bench.ts'
import { describeBox } from '../../helpers/box-specification.ts'
import { FakeBox } from '../../helpers/fake-box.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

const latin1 = new TextEncoder()

describeBox('the box in TypeScript', fakeRig)

it('says and hears nothing without power', () => {
  const clock = new FakeTimersClock()
  let said = ''
  const box = new FakeBox({ clock, say: (text) => (said += text) })
  box.powerOn()
  box.press(0)
  box.powerOff()
  said = ''
  box.press(0)
  box.hear(latin1.encode('$?*264C\n'))
  clock.advance(10_000)
  expect(said).toBe('')
  expect(clock.pending).toBe(0)
})

it('forgets its events when the power goes, and has another boot', () => {
  const clock = new FakeTimersClock()
  const box = new FakeBox({ clock, say: () => undefined })
  box.powerOn()
  const { boot } = box
  box.press(0)
  expect(box.queued).toBe(2)
  box.powerOn()
  expect(box.queued).toBe(0)
  expect(box.boot).not.toBe(boot)
})

function fakeRig(): BoxRig {
  const clock = new FakeTimersClock()
  let text = ''
  const box = new FakeBox({ clock, say: (more) => (text += more) })
  box.powerOn()
  return {
    queue: 16,
    latency: 1,
    advance: (ms) => clock.advance(ms),
    down: (button) => box.down(button),
    up: (button) => box.up(button),
    reset: () => box.reset(),
    send: (sent) => box.hear(latin1.encode(sent)),
    said: () => {
      const { frames } = readFrames(EMPTY_READER, latin1.encode(text), parseBoxFrame)
      text = ''
      return frames
    },
    lamps: () => [0, 1].reduce((lit, lamp) => lit | (box.shows(lamp) ? 1 << lamp : 0), 0),
  }
}
