/** The programs in docs/socket.md do what the page says: each is run as it stands there. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'

const [shortest = '', whole = ''] = [...readFileSync('docs/socket.md', 'utf8').matchAll(/```js\n([\s\S]*?)```/gu)].map(
  ([, code]) => code,
)

let product: Product
beforeAll(async () => {
  product = await Product.start()
})
afterAll(() => product.stop())

/** Runs the program in the project's folder, where its imports are found, against this test's relay. */
async function run(name: string, code: string): Promise<string[]> {
  const file = resolve(`.cache/${name}.mjs`)
  const moved = code.replaceAll('./dist/', '../dist/').replace('127.0.0.1:8000', new URL(product.address).host)
  await mkdir(resolve('.cache'), { recursive: true })
  await writeFile(file, `${moved}\nsetInterval(() => {}, 1000)\n`)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    child.kill()
    await rm(file)
  })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  return lines
}

it('the shortest program hears each press', async () => {
  const lines = await run('shortest', shortest)
  let presses = 0
  // It has said hello when it hears one; those before that are not for it.
  await expect
    .poll(async () => {
      await postPress(product.address, { cashier: 3, language: 'en', id: `doc-${++presses}` })
      return lines.join('\n')
    })
    .toMatch(/^\d+ (re)?call 3$/mu)
})

it('the whole one knows what the screen shows', async () => {
  const lines = await run('whole', whole)
  await expect.poll(() => lines.join('\n')).toMatch(/^live (wait|calling)$/mu)
  await postPress(product.address, { cashier: 4, language: 'en' })
  await expect.poll(() => lines).toContain('live calling')
  await expect.poll(() => lines).toContain('call')
})
