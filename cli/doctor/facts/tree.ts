/**
 * Reads the small files of /proc, /sys, /dev and /run, below a root that tests can choose. It never throws: what is not
 * there is `undefined`; what is there and cannot be read is `undefined` too, and is remembered in `unreadable`.
 */
import { access, constants, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { reason, systemCode } from '../../../platform/failure.ts'

/** Not there, or gone between listing and reading: /proc and /sys change all the time. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ESRCH', 'ENODEV', 'ENXIO', 'EINVAL'])

export type NodeStat = { readonly mode: number; readonly uid: number; readonly gid: number }

export class Tree {
  readonly #root: string
  /** Path to the reason, `EACCES` most of the time. */
  readonly unreadable = new Map<string, string>()

  constructor(root = '/') {
    this.#root = root
  }

  /** The file's text without the line end that /sys puts behind each value. */
  text(path: string): Promise<string | undefined> {
    return this.#try(path, async (at) => (await readFile(at, 'utf8')).replace(/\n$/u, ''))
  }

  /** A whole number, as /sys tells many things. */
  async number(path: string): Promise<number | undefined> {
    const text = await this.text(path)
    return text !== undefined && /^-?\d+$/u.test(text) ? Number(text) : undefined
  }

  /** The names in a folder, sorted as people count: ttyUSB2 before ttyUSB10. */
  async list(path: string): Promise<string[]> {
    const names = (await this.#try(path, (at) => readdir(at))) ?? []
    return names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  }

  /** Where a symbolic link points, as it is written. */
  link(path: string): Promise<string | undefined> {
    return this.#try(path, (at) => readlink(at))
  }

  /** The path behind all links, seen from the root. */
  async real(path: string): Promise<string | undefined> {
    const found = await this.#try(path, (at) => realpath(at))
    if (found === undefined) return undefined
    const root = await realpath(this.#root)
    return root === '/' ? found : found.slice(root.length)
  }

  /** Owner and rights, links followed. */
  stat(path: string): Promise<NodeStat | undefined> {
    return this.#try(path, async (at) => {
      const { mode, uid, gid } = await stat(at)
      return { mode: mode & 0o7777, uid, gid }
    })
  }

  async has(path: string): Promise<boolean> {
    return (await this.stat(path)) !== undefined
  }

  /** Whether this process may read and write it: access lists count too, and nothing is opened. */
  async mayUse(path: string): Promise<boolean> {
    try {
      await access(join(this.#root, path), constants.R_OK | constants.W_OK)
      return true
    } catch (error) {
      if (systemCode(error) === undefined) throw error
      return false
    }
  }

  async #try<T>(path: string, read: (at: string) => Promise<T>): Promise<T | undefined> {
    try {
      return await read(join(this.#root, path))
    } catch (error) {
      const code = systemCode(error)
      if (code === undefined || !ABSENT.has(code)) this.unreadable.set(path, code ?? reason(error))
      return undefined
    }
  }
}
