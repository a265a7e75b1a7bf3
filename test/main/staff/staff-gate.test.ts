import { describe, expect, it } from 'vitest'
import { hashPin } from '../../../main/staff/pin.ts'
import { FIRST_LOCK, LONGEST_LOCK, StaffGate, UNLOCKED } from '../../../main/staff/staff-gate.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

function rig(pin: string | undefined = '2580') {
  const clock = new ManualClock(0)
  return { clock, gate: new StaffGate(pin, clock) }
}

async function lockOut({ gate }: ReturnType<typeof rig>) {
  await gate.unlock('0')
  await gate.unlock('0')
  return gate.unlock('0')
}

describe('the way out', () => {
  it('is closed until the PIN has been typed', () => {
    expect(rig().gate.isOpen()).toBe(false)
  })

  it('is open for a minute after that', async () => {
    const { gate, clock } = rig()
    expect(await gate.unlock('2580')).toEqual({ kind: 'ok' })
    clock.time = UNLOCKED - 1
    expect(gate.isOpen()).toBe(true)
    clock.time = UNLOCKED
    expect(gate.isOpen()).toBe(false)
  })

  it('is open where no PIN is set', async () => {
    const clock = new ManualClock(0)
    const gate = new StaffGate(undefined, clock)
    expect(await gate.unlock('')).toEqual({ kind: 'no-pin' })
    expect(gate.isOpen()).toBe(true)
  })

  it('opens by a stored hash too', async () => {
    const { gate } = rig(await hashPin('2580'))
    expect(await gate.unlock('2581')).toEqual({ kind: 'wrong', left: 2 })
    expect(await gate.unlock('2580')).toEqual({ kind: 'ok' })
  })
})

describe('wrong tries', () => {
  it('are counted, and the third locks for half a minute', async () => {
    const { gate } = rig()
    expect(await gate.unlock('1')).toEqual({ kind: 'wrong', left: 2 })
    expect(await gate.unlock('1')).toEqual({ kind: 'wrong', left: 1 })
    expect(await gate.unlock('1')).toEqual({ kind: 'locked', forMs: FIRST_LOCK })
  })

  it('make the right PIN wait as well', async () => {
    const locked = rig()
    await lockOut(locked)
    locked.clock.time = FIRST_LOCK - 1
    expect(await locked.gate.unlock('2580')).toEqual({ kind: 'locked', forMs: 1 })
    expect(locked.gate.isOpen()).toBe(false)
    locked.clock.time = FIRST_LOCK
    expect(await locked.gate.unlock('2580')).toEqual({ kind: 'ok' })
  })

  it('lock twice as long each time, at most a quarter of an hour', async () => {
    const locked = rig()
    const seconds: number[] = []
    for (let lock = 0; lock < 7; lock++) {
      const answer = await lockOut(locked)
      if (answer.kind !== 'locked') throw new Error(answer.kind)
      seconds.push(answer.forMs / 1_000)
      locked.clock.time += answer.forMs
    }
    expect(seconds).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  it('are forgotten once the PIN was right', async () => {
    const { gate } = rig()
    await gate.unlock('1')
    await gate.unlock('1')
    await gate.unlock('2580')
    expect(await gate.unlock('1')).toEqual({ kind: 'wrong', left: 2 })
  })

  it('are forgotten after a quarter of an hour without any', async () => {
    const locked = rig()
    await lockOut(locked)
    locked.clock.time = FIRST_LOCK + LONGEST_LOCK + 1
    expect(await lockOut(locked)).toEqual({ kind: 'locked', forMs: FIRST_LOCK })
  })

  it('are not forgotten while it is locked because of them', async () => {
    const locked = rig()
    for (let lock = 0; lock < 6; lock++) {
      await lockOut(locked)
      locked.clock.time += LONGEST_LOCK + 1
    }
    expect(await lockOut(locked)).toEqual({ kind: 'locked', forMs: LONGEST_LOCK })
  })

  it('are counted one by one, also when they all come at once', async () => {
    const { gate } = rig(await hashPin('2580'))
    const answers = await Promise.all(['1', '2', '3', '4', '2580'].map((pin) => gate.unlock(pin)))
    expect(answers.map(({ kind }) => kind)).toEqual(['wrong', 'wrong', 'locked', 'locked', 'locked'])
  })

  it('are not what an empty PIN is: it asks how things stand', async () => {
    const asked = rig()
    for (let time = 0; time < 9; time++) expect(await asked.gate.unlock('')).toEqual({ kind: 'wrong', left: 3 })
    await asked.gate.unlock('1')
    expect(await asked.gate.unlock('')).toEqual({ kind: 'wrong', left: 2 })
    await lockOut(asked)
    expect(await asked.gate.unlock('')).toEqual({ kind: 'locked', forMs: FIRST_LOCK })
  })

  it('take an open way out back no more than they open one', async () => {
    const { gate } = rig()
    await gate.unlock('2580')
    await gate.unlock('1')
    expect(gate.isOpen()).toBe(true)
  })
})
