import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Product, runCommand } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashierq-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const inFolder = (name: string) => ({ CASHIERQ_DATA_DIR: join(folder, name), CASHIERQ_PORT: '0' })

describe('what cannot run says in one line what is wrong and how to mend it', () => {
  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const { code, err } = await runCommand(['up', '--no-kiosk'], { ...inFolder('port'), CASHIERQ_PORT: port })
    server.close()
    expect([code, err]).toEqual([
      1,
      `cashierq: port ${port} on 127.0.0.1 is in use: stop the other program or set CASHIERQ_PORT\n`,
    ])
  })

  test('a data folder that cannot be written', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    const { code, err } = await runCommand(['up', '--no-kiosk'], {
      CASHIERQ_DATA_DIR: join(file, 'data'),
      CASHIERQ_PORT: '0',
    })
    expect(code).toBe(1)
    expect(err).toMatch(/^cashierq: cannot make the folder .*CASHIERQ_DATA_DIR\n$/u)
  })

  test('a Redis that is not there', async () => {
    const { code, err } = await runCommand(['relay'], {
      ...inFolder('redis'),
      REDIS_URL: 'redis://:hidden@127.0.0.1:1',
    })
    expect(code).toBe(1)
    const lines = err.trim().split('\n')
    expect(lines.at(-1)).toMatch(/^cashierq: .*Redis.*127\.0\.0\.1:1/u)
    expect(err).not.toContain('hidden')
  })

  test('a data folder that another process uses', async () => {
    const product = await Product.start()
    onTestFinished(() => product.stop())
    const { code, err } = await runCommand(['up', '--no-kiosk'], {
      CASHIERQ_DATA_DIR: product.dataDir,
      CASHIERQ_PORT: '0',
    })
    expect([code, err]).toEqual([1, expect.stringMatching(/^cashierq: .* is used by another process: stop it, .*\n$/u)])
  })

  test.each([
    [['up', '--port', '99999'], /^cashierq: --port: must be at most 65535\n$/u],
    [['bridge'], /^cashierq: a bridge alone needs REDIS_URL/u],
    [['up', '--source', 'magic:1'], /^cashierq: source "magic:1": the kind "magic" is not known/u],
    [['dance'], /^cashierq: there is no command "dance"/u],
  ])('%j', async (args, message) => {
    const { code, err, out } = await runCommand(args, inFolder('usage'))
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
  })
})

test.each(['up', 'relay', 'bridge', 'kiosk', 'watch', 'token', 'revoke'])('cashierq %s --help', async (command) => {
  const { code, out } = await runCommand([command, '--help'])
  expect(code).toBe(0)
  expect(out).toContain(`cashierq ${command}`)
})

describe('what is acknowledged is there after any end', () => {
  test('a product that is killed goes on where it was', async () => {
    const product = await Product.start()
    onTestFinished(() => product.stop())
    for (let i = 1; i <= 12; i++) {
      expect((await postPress(product.address, { cashier: i, language: 'en' })).status).toBe(204)
    }
    await product.kill('SIGKILL')
    await product.restart()
    const board = async () => (await (await fetch(`${product.address}/api/v1/stores/main/board`)).json()).offset
    await expect.poll(board).toBe(12)
  })

  test('settings of the store are an entry, and stand until others are given', async () => {
    const product = await Product.start({ env: { CASHIERQ_HOLD_MS: '5000' } })
    onTestFinished(() => product.stop())
    await postPress(product.address, { cashier: 3, language: 'en' })
    const call = async () => {
      const board = await (await fetch(`${product.address}/api/v1/stores/main/board`)).json()
      return board.mode === 'calling' ? board.call.end - board.call.start : undefined
    }
    await expect.poll(call).toBe(5_000)
  })
})
