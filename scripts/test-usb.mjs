/**
 * `npm run test:usb`: the bridge itself against true /dev/ttyACM and /dev/hidraw, in a guest of QEMU whose USB devices
 * are the kernel's own gadgets. See docs/testing-usb.md.
 *
 * Where the guest cannot be had this is a skip, said aloud; with `--required`, or in CI, it is a failure. What was
 * counted lies in .cache/usb/result.json.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runGuest } from '../test/usb/vm/guest.mjs'
import { kernelFile, writeImage } from '../test/usb/vm/image.mjs'
import { unpackedPackages } from '../test/usb/vm/packages.mjs'
import { Report } from '../test/usb/vm/report.mjs'
import { bin, ensureBuilt, ensureInstalled, fail, ROOT, requireNode, run } from './prepare.mjs'
import { provideSystem, refreshLists } from './system.mjs'

const CACHE = join(ROOT, '.cache', 'usb')
const TESTS = join(CACHE, 'check')
const IMAGE = join(CACHE, 'image.cpio')
const CONSOLE = join(CACHE, 'console.log')
/** The whole guest, from power on to power off, ms. An emulated processor on a busy machine is slow. */
const LIMIT = 600_000
const CONSOLE_TAIL = 60

const required = process.argv.includes('--required') || (process.env['CI'] ?? '') !== ''

requireNode()
ensureInstalled()
ensureBuilt()
mkdirSync(CACHE, { recursive: true })
const made = whatGuestNeeds()
if ('missing' in made) end(withoutGuest(made.missing))
compileTests()
await writeImage(IMAGE, { project: ROOT, tests: TESTS, system: made.system })
end(await guestCounts(kernelFile(made.system)))

/** The unpacked packages, with QEMU installed; or why they cannot be had. */
function whatGuestNeeds() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: 'it needs Linux on x64' }
  const missing = provideSystem(['qemu-system-x86'])
  if (missing !== undefined) return { missing }
  try {
    return { system: unpackedPackages(CACHE, refreshLists) }
  } catch (error) {
    return { missing: error.message }
  }
}

function withoutGuest(why) {
  process.stdout.write(`no test of real USB devices, because there is no QEMU guest: ${why}\n`)
  return required ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 }
}

function compileTests() {
  rmSync(TESTS, { recursive: true, force: true })
  if (run(process.execPath, [bin('typescript', 'bin/tsc'), '-p', 'test/usb']) !== 0)
    fail('the USB tests do not compile')
}

async function guestCounts(kernel) {
  const report = new Report()
  const onLine = (line) => {
    process.stdout.write(`${line}\n`)
    return report.hear(line)
  }
  const trouble = await runGuest({ kernel, image: IMAGE, console: CONSOLE, limit: LIMIT, onLine })
  const counts = report.counts(trouble)
  if (report.problem(trouble) !== undefined) process.stdout.write(`not ok - ${report.problem(trouble)}\n`)
  if (counts.failed > 0) process.stdout.write(`\n== the guest's console\n${tail(CONSOLE, CONSOLE_TAIL)}\n`)
  return counts
}

function tail(file, lines) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}

function end(counts) {
  writeFileSync(join(CACHE, 'result.json'), `${JSON.stringify(counts)}\n`)
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
  process.exit(counts.failed === 0 ? 0 : 1)
}
