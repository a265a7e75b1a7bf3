/** Revocations reach a relay in time, and what is known holds whatever becomes of the vault. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../../platform/failure.ts'
import { memoryVault } from '../../relay/access/memory-vault.ts'
import { Revocations } from '../../relay/access/revocations.ts'
import type { RevocationList, Vault } from '../../relay/access/vault.ts'
import { Lines } from '../helpers/door-rig.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

let clock: FakeTimersClock
let lines: Lines
let vault: Vault & { away: boolean; asked: number }
beforeEach(() => {
  clock = new FakeTimersClock()
  lines = new Lines()
  vault = failing(memoryVault(clock))
})

function failing(inner: Vault): Vault & { away: boolean; asked: number } {
  return {
    ...inner,
    away: false,
    asked: 0,
    async revocations(known): Promise<RevocationList> {
      this.asked++
      if (this.away) throw new Failure('log_unavailable', 'no vault')
      return inner.revocations(known)
    },
  }
}

const start = () => Revocations.start({ vault, clock, lines })
const inAnHour = () => clock.now() + 3_600_000
/** Lets the time pass second by second, and what waits for the vault happen in between. */
async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    clock.advance(1_000)
    await new Promise(setImmediate)
  }
}

test('a relay learns of a revocation within five seconds', async () => {
  const revocations = await start()
  const heard: string[] = []
  revocations.onRevoked((id) => heard.push(id))
  await vault.revoke({ id: 'a', expiresAt: inAnHour() }, 'main')
  expect(revocations.isRevoked('a')).toBe(false)
  await pass(4)
  expect(revocations.isRevoked('a')).toBe(true)
  expect(heard).toEqual(['a'])
})

test('the relay that revokes knows at once, and the vault does', async () => {
  const revocations = await start()
  await revocations.revoke({ id: 'a', expiresAt: inAnHour() }, 'main')
  expect(revocations.isRevoked('a')).toBe(true)
  expect(await vault.revocations(undefined)).toMatchObject({ revocations: [{ id: 'a' }] })
})

test('a relay that starts knows those of before', async () => {
  await vault.revoke({ id: 'a', expiresAt: inAnHour() }, 'main')
  expect((await start()).isRevoked('a')).toBe(true)
})

test('a listener that has gone hears nothing', async () => {
  const revocations = await start()
  const heard: string[] = []
  revocations.onRevoked((id) => heard.push(id))()
  await revocations.revoke({ id: 'a', expiresAt: inAnHour() }, 'main')
  expect(heard).toEqual([])
})

describe('while the vault is away', () => {
  test('what is known holds, and it is said once', async () => {
    await vault.revoke({ id: 'a', expiresAt: inAnHour() }, 'main')
    const revocations = await start()
    vault.away = true
    await pass(20)
    expect(revocations.isRevoked('a')).toBe(true)
    expect(lines.all.map(({ text }) => text)).toEqual(['revocations cannot be read; what is known holds'])
  })

  test('it is asked on, and the rest is learned when it is back', async () => {
    vault.away = true
    const revocations = await start()
    await pass(10)
    vault.away = false
    await vault.revoke({ id: 'b', expiresAt: inAnHour() }, 'main')
    await pass(4)
    expect(revocations.isRevoked('b')).toBe(true)
    expect(lines.all.at(-1)?.text).toBe('revocations are read again')
  })
})

test('a vault that came back empty is told what the relay knows', async () => {
  const revocations = await start()
  await revocations.revoke({ id: 'a', expiresAt: inAnHour() }, 'main')
  await pass(4)
  const empty = memoryVault(clock)
  Object.assign(vault, empty)
  await pass(4)
  expect(await empty.revocations(undefined)).toMatchObject({ revocations: [{ id: 'a' }] })
  expect(revocations.isRevoked('a')).toBe(true)
})

test('asking costs one question each two seconds, and none after the end', async () => {
  const revocations = await start()
  await pass(20)
  expect(vault.asked).toBe(11)
  revocations.close()
  await pass(20)
  expect(vault.asked).toBe(11)
  expect(clock.pending).toBe(0)
})
