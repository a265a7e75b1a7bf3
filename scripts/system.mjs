/** Programs that tests and measurements need and npm does not carry: installed from Debian where that is allowed. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fail, run } from './prepare.mjs'

/** Debian package -> the program that tells it is there. */
const PROGRAMS = {
  'redis-server': 'redis-server',
  chromium: 'chromium',
  xvfb: 'Xvfb',
  socat: 'socat',
  'espeak-ng': 'espeak-ng',
  'opus-tools': 'opusenc',
  'xserver-xorg-core': 'Xorg',
  'x11-xserver-utils': 'xrandr',
  systemd: 'systemd-notify',
  'xserver-xorg-video-dummy': '../lib/xorg/modules/drivers/dummy_drv.so',
  imagemagick: 'import',
  'desktop-file-utils': 'desktop-file-validate',
  'librsvg2-bin': 'rsvg-convert',
  'qemu-system-x86': 'qemu-system-x86_64',
  'gcc-avr': 'avr-gcc',
  'binutils-avr': 'avr-objdump',
  'avr-libc': 'avr-man',
  'python3-django-channels': '../lib/python3/dist-packages/channels/layers.py',
  'python3-channels-redis': '../lib/python3/dist-packages/channels_redis/core.py',
  'python3-daphne': '../lib/python3/dist-packages/daphne/server.py',
  nginx: '../sbin/nginx',
  haproxy: '../sbin/haproxy',
  prometheus: 'promtool',
  'libnginx-mod-nchan': '../lib/nginx/modules/ngx_nchan_module.so',
  // Libraries have no program: a header of theirs, seen from where programs are.
  'libc6-dev': '../include/stdio.h',
  'libsimavr-dev': '../include/simavr/sim_avr.h',
}

/** Makes sure that these packages' programs are there; ends the process with what to do if they cannot be. */
export function ensureSystem(packages) {
  const problem = provideSystem(packages)
  if (problem !== undefined) fail(problem)
}

/** As `ensureSystem`, for what can be done without: answers what to do if they cannot be had. */
export function provideSystem(packages) {
  const missing = packages.filter((name) => !onPath(PROGRAMS[name] ?? name))
  if (missing.length === 0) return undefined
  const apt = aptGet()
  if (!apt) return `please install ${missing.join(', ')} (on Debian: sudo apt-get install ${missing.join(' ')})`
  process.stderr.write(`cashierq: installing ${missing.join(', ')} from Debian (once)\n`)
  apt('update', '-qq')
  const status = apt('install', '-y', '-qq', '--no-install-recommends', ...missing)
  return status === 0 ? undefined : `apt-get could not install ${missing.join(', ')}: its message above says why`
}

/** Brings the lists of Debian's packages up to date, where this user may. */
export function refreshLists() {
  aptGet()?.('update', '-qq')
}

export function onPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}

/** Runs apt-get, where this user may install. */
function aptGet() {
  const words = onPath('apt-get') ? asRoot() : undefined
  if (words === undefined) return undefined
  const [program = '', ...prefix] = words
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return (...args) => run(program, [...prefix, ...args], { env })
}

/** The words before "install", where this user may install. */
function asRoot() {
  if (process.getuid?.() === 0) return ['apt-get']
  const allowed = onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  return allowed ? ['sudo', '-n', 'apt-get'] : undefined
}
