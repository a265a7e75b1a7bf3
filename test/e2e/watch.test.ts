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

/** The first line from now on that has these fields; `null` stands for one that it must not have. */
async function told(child: TsChild, wanted: { readonly [name: string]: unknown }): Promise<unknown> {
  const from = child.lines.length
  const fits = (line: string) => {
    const read: { [name: string]: unknown } = JSON.parse(line)
    return Object.entries(wanted).every(([name, value]) => read[name] === value)
  }
  const line = await child.said((text) => child.lines.indexOf(text) >= Math.max(0, from - 1) && fits(text))
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
