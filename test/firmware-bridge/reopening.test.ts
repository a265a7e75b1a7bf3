import { describe, expect, it } from 'vitest'
import type { DeviceIdentity } from '../../firmware-bridge/sources/device/device-identity.ts'
import { Reopening, type ReopeningOptions } from '../../firmware-bridge/sources/device/reopening.ts'
import type { SourceStatus } from '../../firmware-bridge/sources/source.ts'
import { until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

/** A socket for devices, whose plug the test holds in its hand. */
function socket(more: Partial<ReopeningOptions> = {}) {
  const clock = new FakeTimersClock()
  const told: SourceStatus['kind'][] = []
  const numbers: number[] = []
  const nobody: (why: string) => void = () => undefined
  const state = { identity: absent(), fault: '', tried: numbers, open: 0, closed: 0, gone: nobody }
  const device = new Reopening({
    clock,
    identify: async () => state.identity,
    open: async (gone) => {
      state.tried.push(clock.now())
      if (state.fault !== '') throw new Error(state.fault)
      state.open++
      state.gone = gone
      return {
        close: async () => {
          state.closed++
        },
      }
    },
    onStatus: (status) => told.push(status.kind),
    ...more,
  })
  const becomes = (kind: SourceStatus['kind']) =>
    until(
      () => device.status().kind === kind,
      () => clock.advance(250),
    )
  return { clock, told, state, device, becomes }
}

function absent(): DeviceIdentity {
  return { kind: 'absent', reason: 'it is not plugged in' }
}

function there(mark: string): DeviceIdentity {
  return { kind: 'there', mark }
}

describe('a device that is kept open', () => {
  it('is waited for, opened when it comes, and opened again when it comes again', async () => {
    const { state, device, becomes, told } = socket()
    device.start()
    await becomes('lost')
    state.identity = there('a')
    await becomes('open')
    state.identity = absent()
    await becomes('lost')
    expect(state).toMatchObject({ open: 1, closed: 1 })
    state.identity = there('a')
    await becomes('open')
    expect(device.reopened).toBe(1)
    expect(told).toEqual(['lost', 'open', 'lost', 'open'])
    await device.stop()
  })

  it('is opened anew when another device has come in its place, although the driver said nothing', async () => {
    const { state, device, becomes, clock } = socket()
    state.identity = there('a')
    device.start()
    await becomes('open')
    state.identity = there('b')
    await until(
      () => state.open === 2,
      () => clock.advance(250),
    )
    expect(state.closed).toBe(1)
    await device.stop()
  })

  it('is opened anew when the driver says that it has gone', async () => {
    const { state, device, becomes } = socket()
    state.identity = there('a')
    device.start()
    await becomes('open')
    state.gone('a wire is loose')
    expect(device.status()).toMatchObject({ kind: 'lost', reason: 'a wire is loose' })
    await becomes('open')
    expect(state).toMatchObject({ open: 2, closed: 1 })
    await device.stop()
  })

  it('is not troubled by the late news of an earlier life', async () => {
    const { state, device, becomes } = socket()
    state.identity = there('a')
    device.start()
    await becomes('open')
    const late = state.gone
    late('gone')
    await becomes('open')
    late('the port was closed')
    expect(device.status().kind).toBe('open')
    await device.stop()
  })

  it('is refused while it may not be opened, tried each second, and told of once', async () => {
    const { state, device, becomes, told, clock } = socket()
    state.identity = there('a')
    state.fault = 'permission denied'
    device.start()
    await becomes('refused')
    for (let second = 0; second < 5; second++) {
      clock.advance(1_000)
      await until(() => clock.pending === 1)
    }
    expect(told).toEqual(['refused'])
    state.fault = ''
    await becomes('open')
    await device.stop()
  })

  it('is lost, and nobody has to mend anything, when it goes while it is being opened', async () => {
    const { state, device, becomes, told } = socket({
      open: async () => {
        state.identity = absent()
        throw new Error('no such file or directory')
      },
    })
    state.identity = there('a')
    device.start()
    await becomes('lost')
    expect(device.status()).toMatchObject({ reason: 'it is not plugged in' })
    expect(told).toEqual(['lost'])
    await device.stop()
  })

  it('is tried again after its own pauses while it cannot be opened, and lost if that is what it means', async () => {
    const pause = (failures: number) => failures * 100
    const { state, device, becomes, clock, told } = socket({ failure: 'lost', pause })
    state.identity = there('a')
    state.fault = 'connection refused'
    device.start()
    await until(
      () => state.tried.length === 5,
      () => clock.advance(10),
    )
    const [first = 0] = state.tried
    expect(state.tried.map((at) => at - first)).toEqual([0, 100, 300, 600, 1_000])
    state.fault = ''
    await becomes('open')
    expect(told).toEqual(['lost', 'open'])
    state.fault = 'connection refused'
    state.tried.length = 0
    state.gone('the connection is closed')
    await until(
      () => state.tried.length === 2,
      () => clock.advance(10),
    )
    const [again = 0, next = 0] = state.tried
    expect(next - again).toBe(100)
    await device.stop()
  })

  it('is closed, and no timer is left, after the stop', async () => {
    const { state, device, becomes, clock } = socket()
    state.identity = there('a')
    device.start()
    await becomes('open')
    await device.stop()
    expect(state.closed).toBe(1)
    expect(clock.pending).toBe(0)
    expect(device.status()).toEqual({ kind: 'stopped' })
  })
})
