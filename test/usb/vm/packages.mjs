/**
 * What the guest is made of and this machine need not have: Debian's kernel, busybox and udev. Their packages are fetched
 * and unpacked into the cache, never installed. No version is written down: the newest kernel of this Debian is found by
 * what `linux-image-amd64` depends on.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const KERNEL = 'linux-image-amd64'
const MISSING = "apt-get cannot fetch Debian's kernel here"

/** Unpacks once. @returns the folder with all of it; throws with the reason if they cannot be had. */
export function unpackedPackages(cache, refreshLists) {
  const folder = join(cache, 'system')
  if (existsSync(folder)) return folder
  const work = join(cache, 'fetching')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(join(work, 'system'), { recursive: true })
  // Package lists are often thrown away in container images.
  if (kernelPackage() === undefined) refreshLists()
  const kernel = kernelPackage()
  if (kernel === undefined) throw new Error(`${MISSING}: it knows no ${KERNEL}`)
  fetch([kernel, 'busybox-static', 'udev', ...missingLibraries()], work)
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
    must('dpkg-deb', ['-x', join(work, file), join(work, 'system')], work)
  }
  // One rename, so that the folder is either whole or not there.
  renameSync(join(work, 'system'), folder)
  rmSync(work, { recursive: true, force: true })
  return folder
}

function kernelPackage() {
  const { stdout } = spawnSync('apt-cache', ['depends', '--important', KERNEL], { encoding: 'utf8' })
  return /Depends: (?<name>linux-image-\d\S*)/u.exec(stdout ?? '')?.groups?.name
}

/** The libraries of udev that this machine does not have: what installing it would bring along. */
function missingLibraries() {
  const args = ['--simulate', '--no-install-recommends', 'install', 'udev']
  const { stdout } = spawnSync('apt-get', args, { encoding: 'utf8' })
  return [...(stdout ?? '').matchAll(/^Inst (?<name>lib\S+) \(/gmu)].map((match) => match.groups.name)
}

function fetch(packages, folder) {
  must('apt-get', ['download', '-q', ...packages], folder)
}

function must(program, args, cwd) {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${MISSING}: ${program} ${args[0]}: ${(error?.message ?? stderr).trim()}`)
}
