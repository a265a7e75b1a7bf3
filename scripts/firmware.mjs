/**
 * `npm run firmware`: builds the button boxes' programs into dist/firmware/, and says how much of the chip they use.
 *
 *     npm run firmware -- --id TILL-3        a box with this name (letters, digits, - and _; else it makes one)
 *     npm run firmware -- --debounce 12      keys that bounce longer than 8 ms (5 to 25)
 *
 * The same sources give the same bytes, on any machine with the same compiler.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { sizeOf } from './firmware-size.mjs'
import { fail, ROOT, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

const SOURCES = join(ROOT, 'firmware-bridge', 'firmware')
const OUT = join(ROOT, 'dist', 'firmware')

/** What a box may use of its chip, bytes. RAM counts the deepest stack. */
const FLASH_MOST = 8 * 1024
const RAM_MOST = 1024

const LOGIC = ['crc', 'debounce', 'admission', 'lamps', 'settings', 'boot_counter', 'board_avr', 'main']
const LINE = ['ring', 'events', 'hear', 'say', 'box']

/** Image -> its chip and its files. */
const IMAGES = {
  'box-328p': { chip: 'atmega328p', files: [...LOGIC, ...LINE, 'pins_328p', 'uart_328p'] },
  'box-32u4': { chip: 'atmega32u4', files: [...LOGIC, ...LINE, 'pins_32u4', 'usb', 'usb_cdc', 'bootloader'] },
  'box-32u4-hid': { chip: 'atmega32u4', files: [...LOGIC, 'hid_box', 'pins_32u4', 'usb', 'usb_hid'] },
}

const FLAGS = [
  '-std=gnu11',
  '-Os',
  '-flto',
  '-mrelax',
  '-frandom-seed=cashierq',
  '-DF_CPU=16000000ul',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-ffunction-sections',
  '-fdata-sections',
  '-Wl,--gc-sections',
  // Bootloaders use the first bytes of memory and the last; what must outlive a reset lies between.
  '-Wl,--section-start=.noinit=0x800500',
]

/** Builds all images if their sources have changed, and answers the folder with `<image>.hex` and `<image>.elf`. */
export function ensureFirmware() {
  ensureSystem(['gcc-avr', 'binutils-avr', 'avr-libc'])
  const stamp = join(OUT, '.stamp')
  const digest = digestOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return OUT
  for (const image of Object.keys(IMAGES)) build(image, [])
  writeFileSync(stamp, digest)
  return OUT
}

function build(image, defines) {
  const { chip, files } = IMAGES[image]
  mkdirSync(OUT, { recursive: true })
  const elf = join(OUT, `${image}.elf`)
  const sources = files.map((file) => `${file}.c`)
  compile('avr-gcc', [`-mmcu=${chip}`, ...FLAGS, ...defines, '-o', elf, ...sources])
  compile('avr-objcopy', ['-O', 'ihex', '-j', '.text', '-j', '.data', elf, join(OUT, `${image}.hex`)])
  return { image, ...sizeOf(elf) }
}

/** Runs among the sources, so that no path of this machine gets into what is built. */
function compile(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: SOURCES, stdio: ['ignore', 2, 2] })
  if (error) fail(`cannot run ${program}: ${error.message}`)
  if (status !== 0) fail(`${program} failed: its message above says why`)
}

function digestOfSources() {
  const hash = createHash('sha256').update(JSON.stringify([IMAGES, FLAGS]))
  for (const name of readdirSync(SOURCES).sort()) hash.update(`${name}\0`).update(readFileSync(join(SOURCES, name)))
  return hash.digest('hex')
}

function definesOf({ id, debounce }) {
  if (id !== undefined && !/^[A-Za-z0-9_-]{1,16}$/.test(id)) fail('--id: 1 to 16 letters, digits, - or _')
  if (debounce !== undefined && !(Number(debounce) >= 5 && Number(debounce) <= 25)) fail('--debounce: 5 to 25 ms')
  return [...(id ? [`-DBOX_NAME="${id}"`] : []), ...(debounce ? [`-DBOX_DEBOUNCE=${Number(debounce)}`] : [])]
}

function table(sizes) {
  const row = (cells) =>
    `${cells[0].padEnd(14)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(12))
      .join('')}\n`
  const rows = sizes.map(({ image, flash, ram, stack }) => row([image, flash, ram, stack, ram + stack]))
  return [row(['bytes', 'flash', 'RAM', '+ stack', 'RAM in all']), ...rows].join('')
}

function main() {
  requireNode()
  const { values } = parseArgs({ options: { id: { type: 'string' }, debounce: { type: 'string' } } })
  ensureSystem(['gcc-avr', 'binutils-avr', 'avr-libc'])
  const defines = definesOf(values)
  const sizes = Object.keys(IMAGES).map((image) => build(image, defines))
  if (defines.length === 0) writeFileSync(join(OUT, '.stamp'), digestOfSources())
  process.stdout.write(`${table(sizes)}at most${`${FLASH_MOST}`.padStart(19)}${`${RAM_MOST}`.padStart(36)}\n`)
  const over = sizes.filter(({ flash, ram, stack }) => flash >= FLASH_MOST || ram + stack >= RAM_MOST)
  if (over.length > 0) fail(`too large: ${over.map(({ image }) => image).join(', ')}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
