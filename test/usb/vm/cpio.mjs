/**
 * Writes the archive a Linux kernel unpacks into its first file system ("newc" cpio). Written out here because a test
 * need not be root: every file becomes root's, and a device node is a line of the archive, not of this machine's disk.
 *
 * An entry is a header of 6 + 13 * 8 hexadecimal digits, its path with a closing zero, and its bytes; path and bytes are
 * each padded to four.
 */
import { readlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const FOLDER = 0o040755
const PROGRAM = 0o100755
const FILE = 0o100644
const LINK = 0o120777
const CHARACTER_DEVICE = 0o020600
const END = 'TRAILER!!!'

export class Cpio {
  /** path without the leading slash -> what it is */
  #entries = new Map()

  file(path, bytes, { executable = false } = {}) {
    this.#add(path, { mode: executable ? PROGRAM : FILE, bytes: Buffer.from(bytes) })
  }

  /** The file's bytes are read when the archive is written. */
  copy(from, path, { executable = false } = {}) {
    this.#add(path, { mode: executable ? PROGRAM : FILE, from })
  }

  copyLink(from, path) {
    this.link(path, readlinkSync(from))
  }

  link(path, target) {
    this.#add(path, { mode: LINK, bytes: Buffer.from(target) })
  }

  folder(path) {
    this.#add(path, { mode: FOLDER })
  }

  device(path, major, minor) {
    this.#add(path, { mode: CHARACTER_DEVICE, major, minor })
  }

  /** Writes all of it to an open file; answers how many bytes that were. */
  async writeTo(handle) {
    let [inode, size] = [1, 0]
    for (const [path, entry] of this.#entries) {
      const bytes = entry.from === undefined ? (entry.bytes ?? Buffer.alloc(0)) : await readFile(entry.from)
      for (const part of partsOf(path, entry, bytes, inode++)) size += (await handle.write(part)).bytesWritten
    }
    for (const part of partsOf(END, { mode: 0 }, Buffer.alloc(0), inode))
      size += (await handle.write(part)).bytesWritten
    return size
  }

  /** The kernel makes no folder by itself: each must come before what lies in it. */
  #add(path, entry) {
    const parent = dirname(path)
    if (parent !== '.' && !this.#entries.has(parent)) this.folder(parent)
    this.#entries.set(path, entry)
  }
}

function partsOf(path, { mode, major = 0, minor = 0 }, bytes, inode) {
  const name = Buffer.from(`${path}\0`)
  const fields = [inode, mode, 0, 0, 1, 0, bytes.length, 0, 0, major, minor, name.length, 0]
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`)
  return [padded(Buffer.concat([header, name])), padded(bytes)].filter((part) => part.length > 0)
}

function padded(bytes) {
  return bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))])
}
