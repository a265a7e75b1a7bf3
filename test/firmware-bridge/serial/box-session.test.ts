import { describe, expect, it, onTestFinished } from 'vitest'
import { BoxSession } from '../../../firmware-bridge/sources/box/box-session.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandHost } from '../../helpers/hand-host.ts'

describe('what a box is told', () => {
  it('is the newest of each kind, one after another: of acknowledgements the newest of each boot', async () => {
    const said: string[] = []
    let take: () => void = () => undefined
    const session = new BoxSession({
      clock: new FakeTimersClock(),
      device: {
        write: (chunk) => {
          said.push(String(Buffer.from(chunk)).replace(/\*.*/su, ''))
          return new Promise((resolve) => {
            take = resolve
          })
        },
        close: async () => undefined,
      },
      desks: new HandHost().desks,
      till: () => 3,
      gone: () => undefined,
      silent: () => undefined,
    })
    onTestFinished(() => session.close())
    session.send({ kind: 'ack', boot: 1, seq: 2 })
    session.send({ kind: 'lamps', on: 1, blink: 0 })
    session.send({ kind: 'ack', boot: 2, seq: 4 })
    session.send({ kind: 'ack', boot: 1, seq: 6 })
    session.send({ kind: 'lamps', on: 0, blink: 1 })
    for (let turn = 0; turn < 4; turn++) {
      take()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(said).toEqual(['$?', '$A 1 6', '$L 0 1', '$A 2 4'])
  })
})
