/** A relay is killed and comes back, and all its screens with it. Correctness alone: how fast is the benchmark's matter. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { systemClock } from '../../../platform/system-clock.ts'
import { type BoardClient, openBoard } from '../../../renderer/client/open-board.ts'
import { overWebSocket } from '../../../renderer/client/socket.ts'
import { postPress } from '../../helpers/relay-rig.ts'
import { childProgram } from '../../helpers/ts-child.ts'

const CROWD = 200
const startRelay = childProgram('test/relay/ws/relay.child.ts')

let folder: string
/** The first relay chooses it, the others come back on it. */
let port = '0'
const screens: BoardClient[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashierq-storm-'))
})
afterAll(async () => {
  for (const screen of screens) screen.close()
  await rm(folder, { recursive: true, force: true })
})

async function relay() {
  const child = startRelay(folder, port)
  const said = await child.said((line) => line.startsWith('address '))
  port = new URL(said.slice('address '.length)).port
  return child
}

let pressed = 0
async function press(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    pressed++
    const answer = await postPress(`http://127.0.0.1:${port}`, {
      cashier: 1 + (pressed % 9),
      language: 'en',
      id: `storm-${pressed}`,
    })
    expect(answer.status).toBe(204)
  }
}

/** All are live at this offset, with the very same state. */
async function allAt(offset: number): Promise<void> {
  const late = () =>
    screens.filter((screen) => screen.link().kind !== 'live' || screen.state().offset !== offset).length
  await expect.poll(late).toBe(0)
  expect(new Set(screens.map((screen) => JSON.stringify(screen.state()))).size).toBe(1)
}

test('a crowd of screens comes back to a relay that was killed, twice, and misses nothing', {
  timeout: 120_000,
}, async () => {
  const first = await relay()
  const entries = new Map<BoardClient, number>()
  for (let i = 0; i < CROWD; i++) {
    const screen: BoardClient = openBoard({
      url: `ws://127.0.0.1:${port}/ws`,
      store: 'main',
      role: 'screen',
      socket: overWebSocket(WebSocket),
      clock: systemClock,
      onChange: () => undefined,
      onEntry: () => entries.set(screen, (entries.get(screen) ?? 0) + 1),
    })
    screens.push(screen)
  }
  await allAt(0)
  await press(3)
  await allAt(3)
  await first.kill()
  const second = await relay()
  await press(3)
  await allAt(6)
  await second.kill()
  await expect.poll(() => screens.filter((screen) => screen.link().kind === 'live').length).toBe(0)
  const third = await relay()
  await allAt(6)
  await press(1)
  await allAt(7)
  expect([...entries.values()].filter((count) => count === 7).length).toBe(CROWD)
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  expect(metrics).toContain(`cashierq_clients{role="screen"} ${CROWD}\n`)
  // A screen that a slow machine has cut off in between has come back once more.
  const recoveries = Number(/^cashierq_recoveries_total\{recovered="yes"\} (\d+)$/mu.exec(metrics)?.[1])
  expect(recoveries).toBeGreaterThanOrEqual(CROWD)
  expect(metrics).not.toMatch(/^cashierq_recoveries_total\{recovered="no"\} [1-9]/mu)
  await third.kill()
})
