/**
 * The guest's whole disk: busybox, udev, this very Node, the project as it is shipped, and the tests. Uncompressed: the
 * emulated processor would spend longer on unpacking it than on everything else at the start.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Cpio } from './cpio.mjs'
import { modulesFor } from './modules.mjs'

/** How many USB ports the guest has. */
const PORTS = 6
/** Modules, and what they are loaded with. */
const MODULES = {
  dummy_hcd: `num=${PORTS}`,
  usb_f_acm: '',
  usb_f_hid: '',
  cdc_acm: '',
  usbhid: '',
  hid_generic: '',
  evdev: '',
}
const UDEV_RULES = ['50-udev-default', '60-evdev', '60-input-id', '60-persistent-input', '60-serial']
/** Needed to build or to check the packages, never to run them. */
const NOT_AT_RUN_TIME = /^node_modules\/(typescript$|@typescript\/|(.*\/)?node-addon-api$)/u
const NOT_SHIPPED = /\.(map|md|d\.[cm]?ts|[cm]?ts|c|cc|cpp|h|hpp|gypi?)$/u
const OTHER_MACHINES = /\/prebuilds\/(?!.*linux-x64)|musl/u

/** What the doctor's advice is written with, and busybox does not have. */
const COMMANDS = {
  cashierq: 'exec node /app/dist/cli/main.js "$@"',
  sudo: 'exec "$@"',
  // usermod -aG GROUP USER
  usermod: 'sed -i -E "s/^$2:.*[^:]$/&,$3/; t; s/^$2:.*:$/&$3/" /etc/group',
}
const PASSWD = ['root:x:0:0:root:/root:/bin/sh', 'cashier:x:1000:1000::/tmp:/bin/sh', '']
const GROUPS = ['root:x:0:', 'tty:x:5:', 'dialout:x:20:', 'plugdev:x:46:', 'input:x:106:', 'cashier:x:1000:', '']

/** @param source the project's folder, the compiled tests, the unpacked packages @returns bytes of the image */
export async function writeImage(file, { project, tests, system }) {
  const image = new Cpio()
  addSystem(image, system)
  addModules(image, system)
  const binaries = [process.execPath, systemFile(system, 'bin/udevadm'), ...addProject(image, project, tests)]
  addLibraries(image, system, binaries)
  const handle = await open(file, 'w')
  try {
    return await image.writeTo(handle)
  } finally {
    await handle.close()
  }
}

/** The kernel of the unpacked packages. */
export function kernelFile(system) {
  const name = readdirSync(join(system, 'boot')).find((file) => file.startsWith('vmlinuz-'))
  if (name === undefined) throw new Error('the kernel package holds no kernel')
  return join(system, 'boot', name)
}

function addSystem(image, system) {
  image.device('dev/console', 5, 1)
  image.copy(new URL('init.sh', import.meta.url), 'init', { executable: true })
  image.copy(systemFile(system, 'bin/busybox'), 'bin/busybox', { executable: true })
  image.link('bin/sh', 'busybox')
  image.copy(process.execPath, 'bin/node', { executable: true })
  image.copy(systemFile(system, 'bin/udevadm'), 'bin/udevadm', { executable: true })
  image.link('lib/systemd/systemd-udevd', '/bin/udevadm')
  for (const rules of UDEV_RULES) {
    image.copy(systemFile(system, `lib/udev/rules.d/${rules}.rules`), `lib/udev/rules.d/${rules}.rules`)
  }
  for (const [name, line] of Object.entries(COMMANDS)) {
    image.file(`bin/${name}`, `#!/bin/sh\n${line}\n`, { executable: true })
  }
  image.folder('etc/udev/rules.d')
  image.file('etc/passwd', PASSWD.join('\n'))
  image.file('etc/group', GROUPS.join('\n'))
  image.file('etc/nsswitch.conf', 'passwd: files\ngroup: files\n')
}

function addModules(image, system) {
  const unxz = [systemFile(system, 'bin/busybox'), 'unxz', '-c']
  const modules = modulesFor(systemFile(system, 'lib/modules'), Object.keys(MODULES), unxz)
  for (const { name, bytes } of modules) image.file(`modules/${name}.ko`, bytes)
  image.file('modules/order', modules.map(({ name }) => `${name} ${MODULES[name] ?? ''}\n`).join(''))
}

/** @returns the binaries among its files */
function addProject(image, project, tests) {
  const binaries = []
  const add = (folder, to) => {
    for (const path of filesBelow(folder)) {
      const name = `${to}/${path}`
      if (NOT_SHIPPED.test(name) || OTHER_MACHINES.test(name)) continue
      image.copy(join(folder, path), name)
      if (name.endsWith('.node')) binaries.push(join(folder, path))
    }
  }
  image.copy(join(project, 'package.json'), 'app/package.json')
  add(join(project, 'dist'), 'app/dist')
  if (existsSync(join(project, 'deploy'))) add(join(project, 'deploy'), 'app/deploy')
  for (const name of productionPackages(project)) add(join(project, name), `app/${name}`)
  add(tests, 'app/check')
  return binaries
}

function productionPackages(project) {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'))
  return Object.entries(packages)
    .filter(([name, { dev }]) => name !== '' && !dev && !NOT_AT_RUN_TIME.test(name))
    .map(([name]) => name)
    .filter((name) => existsSync(join(project, name)))
}

/** Files alone, without those of packages that lie in a package: they have a line of their own. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).filter(
    (path) => !/(^|\/)node_modules\//u.test(path) && lstatSync(join(folder, path)).isFile(),
  )
}

/** All that the loader would look for, under the very path where it would. */
function addLibraries(image, system, binaries) {
  const folders = [
    'lib/x86_64-linux-gnu',
    'usr/lib/x86_64-linux-gnu',
    'lib/systemd',
    'usr/lib/x86_64-linux-gnu/systemd',
  ]
  const env = { ...process.env, LD_LIBRARY_PATH: folders.map((folder) => join(system, folder)).join(':') }
  const { stdout } = spawnSync('ldd', binaries, { env, encoding: 'utf8' })
  const missing = /^\s*(?<name>\S+) => not found/mu.exec(stdout)?.groups?.name
  if (missing !== undefined) throw new Error(`the guest would lack the library ${missing}`)
  for (const [, path = ''] of stdout.matchAll(/(\/\S+) \(0x/gu)) {
    const place = path.startsWith(system) ? path.slice(system.length) : path
    image.copy(realpathSync(path), place.slice(1), { executable: true })
  }
}

/** Debian 13 has everything below /usr; Debian 12 does not. */
function systemFile(system, path) {
  const file = [join(system, path), join(system, 'usr', path)].find(existsSync)
  if (file === undefined) throw new Error(`the packages hold no ${path}`)
  return file
}
