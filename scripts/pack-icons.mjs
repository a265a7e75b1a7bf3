/**
 * `node scripts/pack-icons.mjs`: draws the program's icons from renderer/look/icon.svg into deploy/icons, in the sizes
 * and forms that Linux, Windows and macOS want. They are committed: packaging draws nothing.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

const SOURCE = join(ROOT, 'renderer', 'look', 'icon.svg')
const ICONS = join(ROOT, 'deploy', 'icons')
/** electron-builder takes every `NxN.png` of this folder for Linux. */
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512]
const WINDOWS = [16, 24, 32, 48, 64, 128, 256]
/** Apple's names of PNGs in an icns file, by size. */
const MAC = { ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 }
/** On macOS a drawing fills 824 of 1024 points; the rest is air. */
const MAC_DRAWING = 824 / 1024

// rsvg-convert draws what SVG says; ImageMagick's own reader of SVG only resembles it.
ensureSystem(['librsvg2-bin', 'imagemagick'])
mkdirSync(join(ICONS, 'linux'), { recursive: true })
const drawing = readFileSync(SOURCE, 'utf8')
for (const size of LINUX) writeFileSync(join(ICONS, 'linux', `${size}x${size}.png`), png(drawing, size))
writeFileSync(join(ICONS, 'icon.ico'), ico(WINDOWS.map((size) => [size, png(drawing, size, 'PNG32')])))
const airy = withAir(drawing)
writeFileSync(join(ICONS, 'icon.icns'), icns(Object.entries(MAC).map(([name, size]) => [name, png(airy, size)])))

/** `PNG` is as small as can be, with a palette where there are few colours; Windows' container promises 32 bits. */
function png(svg, size, form = 'PNG') {
  const drawn = execFileSync('rsvg-convert', ['-w', String(size), '-h', String(size)], { input: svg })
  const small = ['png:-', '-strip', '-define', 'png:compression-level=9', '-define', 'png:exclude-chunks=date,time']
  return execFileSync('convert', [...small, `${form}:-`], { input: drawn, maxBuffer: 1 << 26 })
}

function withAir(svg) {
  const side = 64 / MAC_DRAWING
  const start = (64 - side) / 2
  return svg.replace('viewBox="0 0 64 64"', `viewBox="${start} ${start} ${side} ${side}"`)
}

/** Windows' container: a directory of pictures, each a PNG (Windows Vista and newer). */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(([size, bytes], index) => {
    const at = 6 + 16 * index
    // 0 stands for 256.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(bytes.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += bytes.length
  })
  return Buffer.concat([head, ...pictures.map(([, bytes]) => bytes)])
}

/** Apple's container: a name of four letters and a length before each PNG. */
function icns(pictures) {
  const chunks = pictures.map(([name, bytes]) => Buffer.concat([chunkHead(name, bytes.length), bytes]))
  const length = chunks.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([chunkHead('icns', length), ...chunks])
}

function chunkHead(name, length) {
  const head = Buffer.alloc(8)
  head.write(name, 0, 'latin1')
  head.writeUInt32BE(length + 8, 4)
  return head
}
