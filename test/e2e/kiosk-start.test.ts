/** A program that cannot begin: whoever keeps it up must hear of it, for it has no window to say so. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Home } from '../helpers/home.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

let display: Xvfb
let home: Home
beforeAll(async () => {
  display = await startXvfb()
  home = await Home.make()
})
afterAll(async () => {
  await home?.remove()
  await display?.stop()
})

it('ends and says why where its folder cannot be made', async () => {
  const own = join(home.folder, 'config', 'cashierq')
  await mkdir(own, { recursive: true })
  await writeFile(join(own, 'windows'), 'a file where a folder should be')
  const ended = await ElectronApp.run({ display, home, command: ['kiosk', '--relay=http://127.0.0.1:8000'] })
  expect(ended.code).toBe(1)
  expect(ended.err).toContain('ENOTDIR')
})
