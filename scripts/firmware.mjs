/**
 * `npm run firmware`: builds the button boxes' programs into dist/firmware/, and says how much of the chip they use.
 *
 *     npm run firmware -- --id TILL-3        a box with this name (letters, digits, - and _), in dist/firmware/TILL-3/
 *     npm run firmware -- --debounce 12      for keys that bounce longer than 8 ms (5 to 25), in dist/firmware/own/
 *
 * The same sources give the same bytes, on any machine with the same compiler.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { sizeOf } from './firmware-size.mjs'
import { fail, ROOT, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

const COMPILER = ['gcc-avr', 'binutils-avr', 'avr-libc']
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
  'box-32u4': {
    chip: 'atmega32u4',
    files: [...LOGIC, ...LINE, 'pins_32u4', 'usb', 'usb_control', 'usb_cdc', 'bootloader'],
  },
  'box-32u4-hid': { chip: 'atmega32u4', files: [...LOGIC, 'hid_box', 'pins_32u4', 'usb', 'usb_control', 'usb_hid'] },
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
  ensureSystem(COMPILER)
  const stamp = join(OUT, '.stamp')
  const digest = digestOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return OUT
  buildAll(OUT, [])
  writeFileSync(stamp, digest)
  return OUT
}

function buildAll(folder, defines) {
  mkdirSync(folder, { recursive: true })
  return Object.entries(IMAGES).map(([image, { chip, files }]) => {
    const elf = join(folder, `${image}.elf`)
    const sources = files.map((file) => `${file}.c`)
    compile('avr-gcc', [`-mmcu=${chip}`, ...FLAGS, ...defines, '-o', elf, ...sources])
    compile('avr-objcopy', ['-O', 'ihex', '-j', '.text', '-j', '.data', elf, join(folder, `${image}.hex`)])
    return { image, ...sizeOf(elf) }
  })
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

/** What the command line asks for: images for any box, or for one of its own. */
function asked() {
  const { id, debounce } = flags()
  if (id !== undefined && !/^[A-Za-z0-9_-]{1,16}$/u.test(id)) fail('--id: 1 to 16 letters, digits, - or _')
  if (debounce !== undefined && !/^([5-9]|1\d|2[0-5])$/u.test(debounce)) fail('--debounce: 5 to 25 ms')
  const defines = [...(id ? [`-DBOX_NAME="${id}"`] : []), ...(debounce ? [`-DBOX_DEBOUNCE=${debounce}`] : [])]
  return { defines, folder: defines.length > 0 ? join(OUT, id ?? 'own') : OUT }
}

function flags() {
  try {
    return parseArgs({ options: { id: { type: 'string' }, debounce: { type: 'string' } } }).values
  } catch (error) {
    return fail(error.message)
  }
}

function table(sizes) {
  const row = ([first, ...others]) => `${first.padEnd(14)}${others.map((cell) => `${cell}`.padStart(12)).join('')}\n`
  const rows = sizes.map(({ image, flash, ram, stack }) => row([image, flash, ram, stack, ram + stack]))
  return [
    row(['bytes', 'flash', 'RAM', '+ stack', 'RAM in all']),
    ...rows,
    row(['limit', FLASH_MOST, '', '', RAM_MOST]),
  ]
}

function main() {
  requireNode()
  ensureSystem(COMPILER)
  const { defines, folder } = asked()
  const sizes = buildAll(folder, defines)
  if (folder === OUT) writeFileSync(join(OUT, '.stamp'), digestOfSources())
  process.stdout.write(`${table(sizes).join('')}in ${relative(ROOT, folder)}\n`)
  const over = sizes.filter(({ flash, ram, stack }) => flash >= FLASH_MOST || ram + stack >= RAM_MOST)
  if (over.length > 0) fail(`too large: ${over.map(({ image }) => image).join(', ')}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
