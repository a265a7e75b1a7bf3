/** The images as such: how much of a chip they use, that they come out the same, and their logic under the sanitizers. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseBoxFrame, parseHostFrame } from '../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../protocol/box/reader.ts'
import { ensureFirmware } from '../../scripts/firmware.mjs'
import { sizeOf } from '../../scripts/firmware-size.mjs'
import { ensureSystem } from '../../scripts/system.mjs'
import { AvrBox } from '../helpers/avr-box.ts'
import { edges, flashedBox, START } from '../helpers/firmware-kit.ts'

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

  it('can be built with a name and a debounce time of its own, which count for more than the EEPROM', () => {
    const id = 'TEST-NAMED'
    const folder = join(ensureFirmware(), id)
    onTestFinished(() => rmSync(folder, { recursive: true }))
    execFileSync(process.execPath, [join(ROOT, 'scripts/firmware.mjs'), '--id', id, '--debounce', '20'])
    const box = new AvrBox({ hex: readFileSync(join(folder, 'box-328p.hex'), 'utf8'), seed: 1, id: 'OTHER' })
    box.run(START)
    expect(box.said).toMatchObject([{ kind: 'hello', id }])
    box.touch(0, 18)
    box.run(100)
    expect(edges(box)).toBe('')
    box.touch(0, 22)
    box.run(100)
    expect(edges(box)).toBe('0D 0U')
  })

  it('holds no path of the machine that built it', () => {
    const folder = ensureFirmware()
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.elf'))) {
      expect(readFileSync(join(folder, file), 'latin1')).not.toContain(ROOT)
    }
  })
})

describe('the guide', () => {
  it('shows only true frames', () => {
    const guide = readFileSync(join(ROOT, 'docs/button-box.md'), 'utf8')
    const shown = guide.match(/\$[^*\n`]+\*[0-9A-F]{4}/gu) ?? []
    expect(shown.length).toBeGreaterThan(9)
    const parse = (body: string) => parseBoxFrame(body) ?? parseHostFrame(body)
    for (const frame of shown) {
      expect(readFrames(EMPTY_READER, Buffer.from(`${frame}\n`), parse).frames, frame).toHaveLength(1)
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
