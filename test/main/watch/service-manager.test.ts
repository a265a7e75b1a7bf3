/** Against the real systemd-notify and a real datagram socket, as systemd has one. Needs Debian's `systemd` package. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ServiceManager, serviceManager } from '../../../main/watch/service-manager.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'

const dir = tempDirs()
const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

/** Prints each datagram as a line. Perl is on every Debian; its `recv` lets go of the barrier's descriptor at once. */
const RECEIVER = `use Socket; $| = 1;
  socket(S, AF_UNIX, SOCK_DGRAM, 0) && bind(S, sockaddr_un($ARGV[0])) or die;
  print "listening\\n";
  while (defined recv(S, $d, 4096, 0)) { print "$d\\n" if $d ne "BARRIER=1" }`

async function listen(): Promise<{ readonly socket: string; readonly heard: string[] }> {
  const socket = join(await dir(), 'notify')
  const receiver = spawn('perl', ['-e', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  endings.push(() => receiver.kill('SIGKILL') && once(receiver, 'exit'))
  const heard: string[] = []
  createInterface({ input: receiver.stdout }).on('line', (line) => void heard.push(line))
  await vi.waitFor(() => expect(heard).toEqual(['listening']), 10_000)
  heard.length = 0
  return { socket, heard }
}

function rig(env: { readonly [name: string]: string | undefined }) {
  const clock = new FakeTimersClock(0)
  const told: string[] = []
  const tell = (fields: object, text: string) => void told.push(`${text} ${JSON.stringify(fields)}`)
  const world = { alive: true }
  const manager: ServiceManager = serviceManager({
    env: { PATH: process.env['PATH'], ...env },
    clock,
    log: { debug: tell, info: tell, warn: tell, error: tell },
    alive: () => world.alive,
  })
  endings.push(() => {
    const left = manager.stopping()
    clock.advance(10_000)
    return left
  })
  return { clock, told, world, manager }
}

async function hears(heard: readonly string[], wanted: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(heard).toEqual(wanted), 20_000)
}

describe('systemd', () => {
  it('is told that the screen is up, and how it is', async () => {
    const { socket, heard } = await listen()
    const { manager, told } = rig({ NOTIFY_SOCKET: socket })
    manager.ready('1 screen')
    manager.status('offline "since" $HOME\nfor `2` min')
    await hears(heard, ['READY=1', 'STATUS=1 screen', 'STATUS=offline "since" $HOME for `2` min'])
    expect(told).toEqual([])
  })

  it('is told that we live, twice in the time it would wait, from the moment we are ready', async () => {
    const { socket, heard } = await listen()
    const { manager, clock } = rig({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '30000000' })
    clock.advance(60_000)
    manager.ready('up')
    await hears(heard, ['READY=1', 'STATUS=up', 'WATCHDOG=1'])
    clock.advance(14_999)
    manager.status('still one')
    clock.advance(1)
    await vi.waitFor(() => expect(heard.slice(3)).toEqual(['STATUS=still one', 'WATCHDOG=1']), 20_000)
  })

  it('is not told that we live while a page does not beat', async () => {
    const { socket, heard } = await listen()
    const { manager, clock, world, told } = rig({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2000000' })
    world.alive = false
    manager.ready('up')
    clock.advance(10_000)
    manager.status('hung')
    await hears(heard, ['READY=1', 'STATUS=up', 'STATUS=hung'])
    expect(told).toHaveLength(1)
    world.alive = true
    clock.advance(1_000)
    await vi.waitFor(() => expect(heard.at(-1)).toBe('WATCHDOG=1'), 20_000)
  })

  it('is told that we stop, and hears no sign of life after it', async () => {
    const { socket, heard } = await listen()
    const { manager, clock } = rig({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2000000' })
    manager.ready('up')
    await manager.stopping()
    clock.advance(10_000)
    await hears(heard, ['READY=1', 'STATUS=up', 'WATCHDOG=1', 'STOPPING=1'])
    expect(clock.pending).toBe(0)
  })

  it('is left in peace where it has not started us', async () => {
    const { manager, clock, told } = rig({ WATCHDOG_USEC: '2000000' })
    manager.ready('up')
    await manager.stopping()
    expect(clock.pending).toBe(0)
    expect(told).toEqual([])
  })

  it('without a watchdog needs no sign of life', async () => {
    const { socket, heard } = await listen()
    const { manager, clock } = rig({ NOTIFY_SOCKET: socket })
    manager.ready('up')
    await hears(heard, ['READY=1', 'STATUS=up'])
    expect(clock.pending).toBe(0)
  })
})

describe('a systemd that cannot be told', () => {
  it('costs one warning where systemd-notify is missing', async () => {
    const empty = await dir()
    const { manager, told } = rig({ NOTIFY_SOCKET: join(empty, 'notify'), PATH: empty })
    manager.ready('up')
    manager.status('still up')
    await manager.stopping()
    expect(told).toEqual(['systemd cannot be told that the screen is well {"why":"there is no systemd-notify"}'])
  })

  it('costs one warning where nobody listens', async () => {
    const { manager, told } = rig({ NOTIFY_SOCKET: join(await dir(), 'notify') })
    manager.ready('up')
    await manager.stopping()
    expect(told).toHaveLength(1)
  })

  it('does not hold up the end for ever', async () => {
    const folder = await dir()
    const stuck = join(folder, 'systemd-notify')
    await writeFile(stuck, '#!/bin/sh\nexec sleep 5\n')
    await chmod(stuck, 0o755)
    await symlink('/bin/sleep', join(folder, 'sleep'))
    const { manager, clock } = rig({ NOTIFY_SOCKET: join(folder, 'notify'), PATH: folder })
    const stopped = manager.stopping()
    clock.advance(6_000)
    await stopped
    expect(clock.pending).toBe(0)
  })
})
