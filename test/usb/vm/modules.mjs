/**
 * Kernel modules and what they need, in the order to load them. The package has no modules.dep (depmod would make it on
 * the machine it is installed on), but each module names what it needs itself, in its section .modinfo.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** The kernel takes `-` and `_` in a module's name for the same. */
const nameOf = (file) =>
  basename(file)
    .replace(/\.ko(\.xz)?$/u, '')
    .replaceAll('-', '_')

/** @returns name and bytes of each module, needed ones first */
export function modulesFor(folder, wanted, unxz) {
  const files = new Map(
    readdirSync(folder, { recursive: true })
      .filter((file) => /\.ko(\.xz)?$/u.test(file))
      .map((file) => [nameOf(file), join(folder, file)]),
  )
  const loaded = new Map()
  const load = (name) => {
    if (loaded.has(name)) return
    const file = files.get(name)
    if (file === undefined) throw new Error(`this kernel has no module ${name}`)
    const bytes = read(file, unxz)
    for (const needed of neededBy(bytes)) load(needed)
    loaded.set(name, bytes)
  }
  for (const name of wanted) load(name)
  return [...loaded].map(([name, bytes]) => ({ name, bytes }))
}

/** Debian 13 packs its modules; Debian 12 does not. */
function read(file, unxz) {
  if (!file.endsWith('.xz')) return readFileSync(file)
  const [program, ...args] = unxz
  const { status, stdout } = spawnSync(program, [...args, file], { maxBuffer: 64 << 20 })
  if (status !== 0) throw new Error(`cannot unpack ${file}`)
  return stdout
}

function neededBy(bytes) {
  const list = /\0depends=(?<names>[^\0]*)\0/u.exec(bytes.toString('latin1'))?.groups?.names ?? ''
  return list
    .split(',')
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('-', '_'))
}
