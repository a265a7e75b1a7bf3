/**
 * `npm run pack:check`: packages the kiosk for Linux without any network, looks at what came out, calls a customer with
 * the packaged program on a display without a monitor, and tries to make it run foreign code.
 *
 * Where there is no Electron for it this is a skip, said aloud; with `--required`, or in CI, it is a failure. What was
 * counted lies in .cache/packages/result.json, pictures of the display beside it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronRuntime } from './electron-runtime.mjs'
import { resistsAttacks } from './pack/attacks.mjs'
import { buildWithoutLeftovers, PACKAGES, packForCheck } from './pack/build.mjs'
import { callsCustomer } from './pack/calls.mjs'
import { Checks } from './pack/checks.mjs'
import { debIsSound } from './pack/deb.mjs'
import { ScreenOfX } from './pack/display.mjs'
import { ensureInstalled, fail, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

const UNPACKED = join(PACKAGES, 'linux-unpacked')
const required = process.argv.includes('--required') || (process.env['CI'] ?? '') !== ''

requireNode()
ensureInstalled()
const runtime =
  process.platform === 'linux' && process.arch === 'x64'
    ? await electronRuntime()
    : { missing: true, why: 'it needs Linux on x64' }
if ('missing' in runtime) end(withoutElectron(runtime.why))
ensureSystem(['xvfb', 'imagemagick', 'socat', 'desktop-file-utils'])
buildWithoutLeftovers()
if (packForCheck(runtime) !== 0) fail('electron-builder failed: its message above says why')
end(await checked())

async function checked() {
  // Only now: it needs what `ensureInstalled` installs.
  const look = await import('./pack/contents.mjs')
  const checks = new Checks()
  const resources = join(UNPACKED, 'resources')
  await checks.check('the fuses are set', () => look.fusesAreSet(join(UNPACKED, 'cashierq')))
  await checks.check('the archive holds the program', () => look.archiveIsWhole(resources))
  await checks.check('the archive holds nothing else', () => look.archiveIsClean(resources))
  await checks.check('native modules are unpacked, for this platform alone', () => look.nativeModulesFit(resources))
  await checks.check('its size', () => look.sizeOf(UNPACKED))
  await debIsSound(checks)
  const screen = await ScreenOfX.start()
  try {
    await callsCustomer(checks, join(UNPACKED, 'cashierq'), screen)
    await resistsAttacks(checks, UNPACKED, runtime.path, screen.name)
  } finally {
    await screen.stop()
  }
  return checks.counts
}

function withoutElectron(why) {
  process.stdout.write(`the kiosk is not packaged, because there is no Electron for it: ${why}\n`)
  return required ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 }
}

function end(counts) {
  mkdirSync(PACKAGES, { recursive: true })
  writeFileSync(join(PACKAGES, 'result.json'), `${JSON.stringify(counts)}\n`)
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
  process.exit(counts.failed === 0 ? 0 : 1)
}
