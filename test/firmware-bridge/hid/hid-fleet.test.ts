import { describe, expect, it } from 'vitest'
import { HidFleet, type Plugged } from '../../../firmware-bridge/sources/hid/hid-fleet.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { rest } from './hid-table.ts'

/** Devices by their keys; how each opening ends is in the test's hand. */
function fleet() {
  const clock = new FakeTimersClock()
  const told: string[] = []
  const state = {
    found: [] as Plugged[],
    closed: [] as string[],
    opening: new Map<string, () => void>(),
    hangs: [] as string[],
    fault: undefined as Error | undefined,
  }
  const devices = new HidFleet<Plugged>({
    clock,
    find: async () => {
      if (state.fault) throw state.fault
      return state.found
    },
    open: async ({ key }) => {
      if (state.hangs.includes(key)) await new Promise<void>((resolve) => state.opening.set(key, resolve))
      return {
        close: async () => {
          state.closed.push(key)
        },
      }
    },
    onStatus: ({ key }, { kind }) => told.push(`${key} ${kind}`),
  })
  const look = async () => {
    clock.advance(1_000)
    await rest()
  }
  return { clock, state, devices, told, look }
}

describe('a fleet of devices', () => {
  it('waits with no device for another one that hangs while it is opened', async () => {
    const { state, devices, told } = fleet()
    state.found = [{ key: 'slow' }, { key: 'quick' }]
    state.hangs = ['slow']
    devices.start()
    await rest()
    expect(told).toEqual(['quick open'])
    state.opening.get('slow')?.()
    await rest()
    expect(told).toEqual(['quick open', 'slow open'])
    await devices.stop()
  })

  it('closes a device that was pulled out while it was being opened', async () => {
    const { state, devices, told, look } = fleet()
    state.found = [{ key: 'a' }]
    state.hangs = ['a']
    devices.start()
    await rest()
    state.found = []
    await look()
    state.opening.get('a')?.()
    await rest()
    expect(state.closed).toEqual(['a'])
    expect(told).not.toContain('a open')
    await devices.stop()
  })

  it('is stopped although a device is still being opened, and closes that one afterwards', async () => {
    const { state, devices, clock } = fleet()
    state.found = [{ key: 'a' }]
    state.hangs = ['a']
    devices.start()
    await rest()
    await devices.stop()
    expect(clock.pending).toBe(0)
    state.opening.get('a')?.()
    await rest()
    expect(state.closed).toEqual(['a'])
    expect(devices.status()).toEqual({ kind: 'stopped' })
  })

  it('keeps what is open while nothing can be looked for', async () => {
    const { state, devices, look } = fleet()
    state.found = [{ key: 'a' }]
    devices.start()
    await rest()
    state.fault = new Error('no list')
    await look()
    expect(state.closed).toEqual([])
    expect(devices.status().kind).toBe('open')
    await devices.stop()
  })

  it('tells since when it has found nothing', async () => {
    const { devices, clock, look } = fleet()
    const began = clock.now()
    devices.start()
    await rest()
    await look()
    await look()
    expect(devices.status()).toEqual({ kind: 'lost', reason: 'no such device is plugged in', since: began })
    await devices.stop()
  })
})
