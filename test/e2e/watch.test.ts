import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { childProgram, type TsChild } from '../helpers/ts-child.ts'

const cashierq = childProgram('cli/main.ts')
let product: Product

beforeAll(async () => {
  product = await Product.start()
})
afterAll(() => product.stop())

function watch(...flags: readonly string[]): TsChild {
  const child = cashierq('watch', '--relay', product.address, ...flags)
  onTestFinished(() => child.kill())
  return child
}

/** How many lines of each child have been read. */
const read = new WeakMap<TsChild, number>()

/** The first line behind the one that was read last that has these fields. */
async function told(child: TsChild, wanted: { readonly [name: string]: unknown }): Promise<unknown> {
  const from = read.get(child) ?? 0
  const fits = (line: string) => {
    const fields: { [name: string]: unknown } = JSON.parse(line)
    return Object.entries(wanted).every(([name, value]) => fields[name] === value)
  }
  const line = await child.said((text) => child.lines.lastIndexOf(text) >= from && fits(text))
  read.set(child, child.lines.indexOf(line, from) + 1)
  return JSON.parse(line)
}

it('tells what the screen shows: waiting, a call, and waiting again by itself', async () => {
  const child = watch()
  await told(child, { view: 'wait', link: 'live' })
  await postPress(product.address, { cashier: 3, language: 'de' })
  expect(await told(child, { view: 'calling' })).toMatchObject({ store: 'main', cashier: 3, language: 'de' })
  await told(child, { view: 'wait', link: 'live' })
})

it('knows nothing while the relay is away, and is right again when it is back', async () => {
  const child = watch()
  await told(child, { view: 'wait', link: 'live' })
  await product.kill('SIGKILL')
  expect(await told(child, { view: 'offline' })).not.toHaveProperty('cashier')
  await product.restart()
  await told(child, { view: 'wait', link: 'live' })
})

it('says that the relay refuses it', async () => {
  const child = watch('--store', 'elsewhere')
  await told(child, { view: 'offline', link: 'refused: unknown_store' })
})
