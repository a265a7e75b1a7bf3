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
}

/** Makes sure that these packages' programs are there; ends the process with what to do if they cannot be. */
export function ensureSystem(packages) {
  const missing = packages.filter((name) => !onPath(PROGRAMS[name] ?? name))
  if (missing.length === 0) return
  const apt = onPath('apt-get') ? asRoot() : undefined
  if (!apt) fail(`please install ${missing.join(', ')} (on Debian: sudo apt-get install ${missing.join(' ')})`)
  process.stderr.write(`cashierq: installing ${missing.join(', ')} from Debian (once)\n`)
  const [program = '', ...prefix] = apt
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run(program, [...prefix, 'update', '-qq'], { env })
  if (run(program, [...prefix, 'install', '-y', '-qq', '--no-install-recommends', ...missing], { env }) !== 0) {
    fail(`apt-get could not install ${missing.join(', ')}: its message above says why`)
  }
}

export function onPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}

/** The words before "install", where this user may install. */
function asRoot() {
  if (process.getuid?.() === 0) return ['apt-get']
  const allowed = onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  return allowed ? ['sudo', '-n', 'apt-get'] : undefined
}
