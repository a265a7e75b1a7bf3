/** The images as such: how much of a chip they use, that they come out the same, and their logic under the sanitizers. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ensureFirmware } from '../../scripts/firmware.mjs'
import { sizeOf } from '../../scripts/firmware-size.mjs'
import { ensureSystem } from '../../scripts/system.mjs'
import { flashedBox } from '../helpers/firmware-kit.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCES = join(ROOT, 'firmware-bridge/firmware')
const FUZZ = join(ROOT, 'test/hardware/firmware-fuzz/fuzz.c')
const LOGIC = 'crc debounce admission lamps settings boot_counter ring events hear say box'.split(' ')
const images = ['box-328p', 'box-32u4', 'box-32u4-hid']

describe('an image', () => {
  it.each(images)('%s keeps within 8 kB of flash, and 1 kB of memory with its deepest stack', (image) => {
    const { flash, ram, stack } = sizeOf(join(ensureFirmware(), `${image}.elf`))
    expect(flash).toBeLessThan(8 * 1024)
    expect(stack).toBeGreaterThan(20)
    expect(ram + stack).toBeLessThan(1024)
  })

  it('uses no more stack than was computed for it', () => {
    const { stack } = sizeOf(join(ensureFirmware(), 'box-328p.elf'))
    const box = flashedBox(5)
    box.run(2_000)
    for (const key of [0, 1, 2, 3]) box.press(key)
    box.hear('$L 4294967295 4294967295*0000\n')
    box.hear({ kind: 'lamps', on: 4_294_967_295, blink: 4_294_967_295 })
    box.hear({ kind: 'ask' })
    box.run(2_000)
    expect(box.chip.stackUsed).toBeGreaterThan(20)
    expect(box.chip.stackUsed).toBeLessThanOrEqual(stack)
  })

  it('holds no path of the machine that built it', () => {
    const folder = ensureFirmware()
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.elf'))) {
      expect(readFileSync(join(folder, file), 'latin1')).not.toContain(ROOT)
    }
  })
})

describe("the firmware's logic, on this machine", () => {
  it('has no undefined behaviour, and says only frames, whatever a host and fingers do', () => {
    ensureSystem(['gcc', 'libc6-dev'])
    const dir = mkdtempSync(join(tmpdir(), 'fuzz-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const program = join(dir, 'fuzz')
    const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all']
    const files = LOGIC.map((name) => join(SOURCES, `${name}.c`))
    execFileSync('gcc', ['-std=gnu11', '-O1', '-g', ...sanitizers, '-I', SOURCES, '-o', program, FUZZ, ...files])
    const seed = Math.floor(Math.random() * 1e9)
    // Throws with what was broken; the seed is in the command that it then names.
    const said = execFileSync(program, [String(seed), '100000'], { encoding: 'utf8' })
    expect(Number.parseInt(said, 10)).toBeGreaterThan(1_000)
  })
})
