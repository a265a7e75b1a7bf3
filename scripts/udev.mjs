/** `npm run udev`: writes deploy/udev/*.rules from the device models. A test fails while the files are not theirs. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, ROOT, requireNode } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureBuilt()

const rules = pathToFileURL(join(ROOT, 'dist', 'firmware-bridge', 'models', 'udev-rules.js')).href
const { UDEV_FORMS, udevFile, udevRules } = await import(rules)
const folder = join(ROOT, 'deploy', 'udev')
mkdirSync(folder, { recursive: true })
for (const form of UDEV_FORMS) {
  writeFileSync(join(folder, udevFile(form)), udevRules(form))
  process.stdout.write(`deploy/udev/${udevFile(form)}\n`)
}
