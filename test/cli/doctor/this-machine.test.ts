/** The doctor's readers against the real thing: this machine's /proc and /sys, a pty, other users, a relay. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, realpath, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ownIds } from '../../../cli/doctor/facts/person.ts'
import { readProcesses } from '../../../cli/doctor/facts/processes.ts'
import { readRelay } from '../../../cli/doctor/facts/relay.ts'
import { Tree } from '../../../cli/doctor/facts/tree.ts'
import { readLinux } from '../../../cli/doctor/gather.ts'
import { PtyPair } from '../../helpers/pty-pair.ts'
import { freePort } from '../../helpers/redis-server.ts'
import { startRig } from '../../helpers/relay-rig.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'
import { childProgram } from '../../helpers/ts-child.ts'

const folder = tempDirs()

test.runIf(process.platform === 'linux')('this machine can be looked at', async () => {
  const tree = new Tree()
  const linux = await readLinux(tree, '/', { kind: 'absent' })
  expect(linux.processes.all.map(({ pid }) => pid)).toContain(process.pid)
  expect(linux.person).toMatchObject({ role: 'you', uid: ownIds()?.uid })
  expect(linux.accounts.users.get(0)).toBe('root')
  expect(linux.usb).toHaveLength((await usbNames()).length)
})

async function usbNames(): Promise<string[]> {
  const names = await readdir('/sys/bus/usb/devices').catch(() => [])
  return names.filter((name) => /^\d+-[\d.]+$/u.test(name))
}

test.runIf(process.platform === 'linux')(
  'who holds a real port is found, and no longer once it is let go',
  async () => {
    const pair = PtyPair.in(await folder())
    await pair.plug()
    const node = await realpath(pair.path)
    const holders = async () => (await readProcesses('/', new Set([node]))).holders.get(node) ?? []
    expect((await holders()).map(({ name }) => name)).not.toContain('cat')
    const cat = spawn('cat', [node], { stdio: 'ignore' })
    onTestFinished(() => void cat.kill('SIGKILL'))
    await expect.poll(holders).toContainEqual({ pid: cat.pid, name: 'cat', label: 'cat' })
    cat.kill('SIGKILL')
    await once(cat, 'exit')
    expect((await holders()).map(({ name }) => name)).not.toContain('cat')
  },
)

// Only root can become another user; as anybody else the same is seen of root's files, but there are none of ours.
describe.runIf(process.getuid?.() === 0)('a plain user', () => {
  const look = childProgram('test/cli/doctor/plain-user.child.ts')

  test('is told what may not be used or read, and that there is more than can be seen', async () => {
    const root = await folder()
    await chmod(root, 0o755)
    await writeFile(join(root, 'open'), 'x')
    await chmod(join(root, 'open'), 0o666)
    await writeFile(join(root, 'closed'), 'x')
    await chmod(join(root, 'closed'), 0o600)
    const said = await look(root).said(() => true)
    expect(JSON.parse(said)).toEqual({
      mayUse: { open: true, closed: false },
      unreadable: [['/closed', 'EACCES']],
      hidden: true,
    })
    expect(await new Tree(root).mayUse('/closed')).toBe(true)
  })
})

describe('a relay', () => {
  const asked = (address: string, more: { secret?: string; store?: string } = {}) => {
    const { hostname, port } = new URL(address)
    return { host: hostname, port: Number(port), store: 'main', secret: undefined, ...more }
  }
  const rig = async (secret?: string) => {
    const started = await startRig(secret === undefined ? {} : { secret })
    onTestFinished(() => started.close())
    return started
  }

  test('tells whether it is ready, which clients it has, and its log time', async () => {
    const { address, client } = await rig()
    const screen = await client()
    screen.send({ type: 'hello', store: 'main', role: 'screen' })
    await expect
      .poll(async () => (await readRelay(asked(address))).state)
      .toMatchObject({
        kind: 'answers',
        ready: { kind: 'ready', roundTripMs: expect.any(Number) },
        clients: { kind: 'counted', byRole: new Map([['screen', 1]]) },
        board: { kind: 'answered' },
      })
    const { state } = await readRelay(asked(address))
    const board = state.kind === 'answers' && state.board.kind === 'answered' ? state.board : undefined
    expect(Math.abs(board?.offsetMs ?? Number.NaN)).toBeLessThanOrEqual(board?.withinMs ?? -1)
  })

  test('that has a secret answers whoever has it too, and says so to others', async () => {
    const { address } = await rig('a-long-enough-secret')
    const known = await readRelay(asked(address, { secret: 'a-long-enough-secret' }))
    expect(known.state).toMatchObject({ board: { kind: 'answered' }, clients: { kind: 'counted' } })
    const stranger = await readRelay(asked(address))
    expect(stranger.state).toMatchObject({
      board: { kind: 'refused', code: 'not_allowed' },
      clients: { kind: 'unknown' },
    })
  })

  test('of another store says so', async () => {
    const { address } = await rig()
    const other = await readRelay(asked(address, { store: 'other' }))
    expect(other.state).toMatchObject({ board: { kind: 'refused', code: 'unknown_store' } })
  })

  test('is none where another program answers, and none where nobody does', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    expect((await readRelay(asked(`http://127.0.0.1:${port}`))).state).toEqual({ kind: 'foreign' })
    const silent = await readRelay(asked(`http://127.0.0.1:${await freePort()}`))
    expect(silent.state).toEqual({ kind: 'unreachable', reason: 'ECONNREFUSED' })
  })

  test.each([
    ['0.0.0.0', 'http://127.0.0.1:1'],
    ['::', 'http://[::1]:1'],
    ['shop.example', 'http://shop.example:1'],
  ])('that listens on %s is asked at %s', async (host, address) => {
    expect((await readRelay({ host, port: 1, store: 'main', secret: undefined })).address).toBe(address)
  })
})
