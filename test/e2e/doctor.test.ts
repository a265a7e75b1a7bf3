/** `cashierq doctor` as people and programs run it: a process of its own, against whatever is there. */
import { spawn } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { EXIT_CODE } from '../../cli/doctor/finding.ts'
import { DoctorReport } from '../../cli/doctor/report.ts'
import { udevRules } from '../../firmware-bridge/models/udev-rules.ts'
import { encodeBoxFrame } from '../../protocol/box/encode.ts'
import { SUBPROTOCOL } from '../../protocol/message.ts'
import { Product, runCommand } from '../helpers/product.ts'
import { PtyPair } from '../helpers/pty-pair.ts'
import { freePort, RedisServer } from '../helpers/redis-server.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashierq-doctor-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** On a busy machine an answer may come too late for one run of the doctor: he is asked again. */
const SOON = { timeout: 40_000, interval: 20 }

type Environment = { readonly [name: string]: string }

async function examined(environment: Environment, ...flags: readonly string[]) {
  const { code, out, err } = await runCommand(['doctor', '--json', ...flags], {
    CASHIERQ_LOG_LEVEL: 'error',
    ...environment,
  })
  expect(err).toBe('')
  const report = v.parse(DoctorReport, JSON.parse(out))
  expect(code).toBe(EXIT_CODE[report.verdict])
  const of = (check: string) => report.findings.filter((finding) => finding.check === check)
  return { ...report, of }
}

describe('where nothing runs', () => {
  const nothing = async () => ({ CASHIERQ_DATA_DIR: join(folder, 'nothing'), CASHIERQ_PORT: String(await freePort()) })

  test('programs get a report, and exit code 4', async () => {
    const { verdict, of } = await examined(await nothing())
    expect(verdict).toBe('error')
    expect(of('relay')).toMatchObject([{ severity: 'error', mend: 'cashierq up' }])
    expect(of('folder')).toContainEqual(expect.objectContaining({ severity: 'ok', subject: join(folder, 'nothing') }))
  })

  test('people get a table without colours, for it is no terminal, and nothing that only a programmer reads', async () => {
    const { code, out, err } = await runCommand(['doctor'], { ...(await nothing()), CASHIERQ_LOG_LEVEL: 'error' })
    expect([code, err]).toEqual([4, ''])
    expect(out).toMatch(/^error {4}relay /mu)
    expect(out).not.toContain('\u001b')
    expect(out).not.toMatch(/undefined|\n\s+at /u)
  })

  test.runIf(process.platform === 'linux')('a port that another program holds is told with its process', async () => {
    const pair = PtyPair.in(folder)
    await pair.plug()
    const cat = spawn('cat', [pair.path], { stdio: 'ignore' })
    onTestFinished(() => void cat.kill('SIGKILL'))
    const asked = await nothing()
    const held = async () => (await examined(asked, '--source', `plain:${pair.path}=3`)).of('holder')
    await expect
      .poll(held, { timeout: 20_000 })
      .toMatchObject([
        { severity: 'error', subject: await realpath(pair.path), mend: expect.stringContaining(`${cat.pid}`) },
      ])
  })

  test('a Redis that is not there is one finding among the others', async () => {
    const { of } = await examined({ ...(await nothing()), REDIS_URL: 'redis://127.0.0.1:1' })
    expect(of('redis')).toMatchObject([{ severity: 'error', subject: 'Redis 127.0.0.1:1' }])
    expect(of('relay')).toMatchObject([{ severity: 'warning' }])
  })
})

describe('where the product runs', () => {
  const running = async (env: Environment = {}) => {
    const product = await Product.start({ env })
    onTestFinished(() => product.stop())
    const { port } = new URL(product.address)
    return { product, asked: { CASHIERQ_DATA_DIR: product.dataDir, CASHIERQ_PORT: port, ...env } }
  }

  test('its bridge and its relay are asked, and a screen is missed until one is there', async () => {
    const { product, asked } = await running()
    await expect
      .poll(async () => (await examined(asked)).of('bridge'), { timeout: 20_000 })
      .toMatchObject([
        { severity: 'ok', facts: { pid: product.pid } },
        { severity: 'ok', subject: 'journal' },
        { severity: 'ok', subject: 'publisher' },
      ])
    await expect
      .poll(async () => (await examined(asked)).of('relay'), SOON)
      .toMatchObject([{ subject: 'screens', severity: 'warning' }, { severity: 'ok' }])
    const screen = new WebSocket(`${product.address.replace('http', 'ws')}/ws`, SUBPROTOCOL)
    onTestFinished(() => screen.close())
    screen.on('open', () => screen.send(JSON.stringify({ type: 'hello', store: 'main', role: 'screen' })))
    await expect
      .poll(async () => (await examined(asked)).of('relay').map(({ severity }) => severity), { timeout: 20_000 })
      .toEqual(['ok', 'ok'])
  })

  test('a real box on its line is told with its firmware and its damaged frames', async () => {
    const pair = PtyPair.in(folder)
    await pair.plug()
    const product = await Product.start({ command: ['up', '--no-kiosk', '--source', `serial:${pair.path}=3`] })
    onTestFinished(() => product.stop())
    onTestFinished(keepTalking(pair))
    const asked = { CASHIERQ_DATA_DIR: product.dataDir, CASHIERQ_PORT: new URL(product.address).port }
    const box = { cashier: 3, names: expect.arrayContaining(['box:A1']), model: 'till-328p', firmware: '0.9' }
    await expect
      .poll(async () => (await examined(asked)).findings.filter(({ subject }) => subject === 'till 3'), {
        timeout: 40_000,
      })
      .toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            check: 'box',
            severity: 'ok',
            facts: expect.objectContaining({ ...box, status: 'open' }),
          }),
          expect.objectContaining({ check: 'box-firmware', severity: 'warning' }),
          expect.objectContaining({ check: 'box-line', severity: 'error' }),
        ]),
      )
    const told = async () => (await runCommand(['doctor'], { ...asked, CASHIERQ_LOG_LEVEL: 'error' })).out
    await expect.poll(told, SOON).toMatch(/^ +3 +box:A1 +till-328p +0\.9 +open .* -$/mu)
  })

  test('no secret is told, whatever is found', async () => {
    const redis = await RedisServer.start('--requirepass', 'hidden-password', '--appendfsync', 'everysec')
    onTestFinished(() => redis.stop())
    const secrets = {
      CASHIERQ_SECRET: 'hidden-store-secret',
      REDIS_URL: `redis://:hidden-password@127.0.0.1:${redis.port}`,
    }
    const { asked } = await running(secrets)
    const report = await vi.waitFor(async () => {
      const found = await examined(asked)
      expect(found.of('redis-durability')).toMatchObject([
        { severity: 'warning', mend: expect.stringContaining('--askpass') },
      ])
      expect(found.of('relay').map(({ subject }) => subject)).toContain('screens')
      return found
    }, SOON)
    const { out, err } = await runCommand(['doctor'], { ...asked, CASHIERQ_LOG_LEVEL: 'debug' })
    expect(`${JSON.stringify(report)}${out}${err}`).not.toContain('hidden')
  })
})

describe('udev rules', () => {
  test.each(['server', 'desktop'] as const)('for a %s are printed, and nothing else', async (form) => {
    const { code, out } = await runCommand(['doctor', '--udev', form], { CASHIERQ_LOG_LEVEL: 'error' })
    expect([code, out]).toEqual([0, udevRules(form)])
  })

  test('for anything else are wrong usage', async () => {
    const { code, out, err } = await runCommand(['doctor', '--udev', 'laptop'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toBe('cashierq: --udev: must be server or desktop\n')
  })
})

/** An old box of whose frames every third is damaged on the way; it is silent once the answer is called. */
function keepTalking(pair: PtyPair): () => void {
  const started = Date.now()
  const say = () => {
    const ms = Date.now() - started
    const hello = { kind: 'hello', version: 1, id: 'A1', model: 'till-328p', firmware: '0.9' } as const
    const frames = [
      encodeBoxFrame({ ...hello, buttons: 2, lamps: 1, boot: 7, seq: 0 }),
      encodeBoxFrame({ kind: 'heartbeat', ms, bitmap: 0, queued: 0, lost: 0 }),
      '$B 1 0 0 0*0000\n',
    ]
    pair.say(frames.join('')).catch(() => clearInterval(talking))
  }
  const talking = setInterval(say, 200)
  return () => clearInterval(talking)
}
