/** Staff give a page of buttons that is not let in its token, as they would in a shop: in the address. */
import { expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../helpers/chromium.ts'
import { Product, runCommand } from '../helpers/product.ts'

const SECRET = { CASHIERQ_SECRET: 'a secret of sixteen letters or more' }

test('a page that is not let in comes in when a token is put behind the # of its address', async () => {
  const product = await Product.start({ env: SECRET })
  onTestFinished(() => product.stop())
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const token = (await runCommand(['token', '--role=buttons', '--days=1'], SECRET)).out.trim()
  const page = await browser.newPage()
  await page.goto(`${product.address}/cashier_buttons`)
  await page.waitForSelector('[data-part="link"]:has-text("Not allowed here")')
  await page.goto(`${product.address}/cashier_buttons#token=${token}`)
  await page.waitForSelector('html[data-link="live"]')
  await page.click('[data-cashier="3"]')
  await page.waitForSelector('button[data-cashier="3"][data-state="shown"]')
  expect(new URL(page.url()).hash).toContain(token)
})
