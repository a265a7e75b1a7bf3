import { test } from 'vitest'
import { launchChromium } from '../helpers/chromium.ts'
import { facts, draft, openSetup, SCREEN, startSetupServer, UPRIGHT } from '../helpers/setup-page.ts'
test('shots', async () => {
  const browser = await launchChromium()
  const server = await startSetupServer()
  const two = facts({ screens: [SCREEN, UPRIGHT], draft: draft({ languages: ['en', 'ar', 'zh'], displays: [{display:'primary'},{display:'DP-2', tills:[1,2,3]}] }) })
  const sizes = [['1080p',1920,1080],['1366',1366,768],['portrait',1080,1920],['phone',390,844],['side',740,360]] as const
  for (const [name, width, height] of sizes) {
    const { page, errors } = await openSetup(browser, server.origin, { facts: two, context: { viewport: { width, height } } })
    await page.frameLocator('iframe').locator('[data-view="calling"]').waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `/tmp/setup-shots/${name}.png` })
    const ids = name === '1080p' || name === 'phone' ? ['tills','displays','look','sound','pin','check'] : ['tills', 'displays', 'check']
    for (const id of ids) {
      if (id === 'look') await page.click('label.toggle:has-text("own colours")')
      if (id === 'pin') await page.click('#pin label:has-text("Set a PIN")')
      if (id === 'displays') await page.selectOption('.menus .field:last-child select', '2')
      if (id === 'check') await page.fill('[data-field="metres"]', '14')
      await page.evaluate((id) => document.getElementById(id)?.scrollIntoView({block:'start'}), id)
      await page.waitForTimeout(200)
      await page.screenshot({ path: `/tmp/setup-shots/${name}-${id}.png` })
    }
    console.log(name, errors)
    await page.context().close()
  }
  await browser.close(); await server.close()
})
