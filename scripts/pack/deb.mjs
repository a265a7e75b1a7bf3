/** What the deb holds, and whether the system's own tools find fault with it. It is taken apart, not installed. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGES } from './build.mjs'
import { none } from './checks.mjs'

const PROGRAM = '/opt/CashierQ/cashierq'
const UNIT = '/usr/lib/systemd/user/cashierq-kiosk.service'
const DESKTOP = '/usr/share/applications/cashierq.desktop'
const MUST_HOLD = [
  PROGRAM,
  UNIT,
  DESKTOP,
  '/opt/CashierQ/chrome-sandbox',
  '/opt/CashierQ/resources/apparmor-profile',
  '/usr/lib/udev/rules.d/70-cashierq-desktop.rules',
  '/usr/share/icons/hicolor/256x256/apps/cashierq.png',
]
/** Folders of the administrator, or of users: a package that writes there is in the way. */
const NOT_OURS = ['/etc', '/home', '/usr/local', '/var', '/usr/bin']

export async function debIsSound(checks) {
  const root = join(PACKAGES, 'deb-unpacked')
  await checks.check('the deb holds program, user unit, udev rules, desktop entry and icons', () => unpack(root))
  await checks.check('the deb says what it needs', () => dependsOn(debFile()))
  await checks.check('its scripts are sound', () => scriptsAreSound(debFile(), root))
  await checks.check('its desktop entry is valid', () => desktopIsValid(root))
  await checks.check('its user unit starts the installed program', () => unitIsValid(root))
}

function debFile() {
  const name = readdirSync(PACKAGES).find((file) => file.endsWith('.deb'))
  if (name === undefined) throw new Error('there is no deb')
  return join(PACKAGES, name)
}

function unpack(root) {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  execFileSync('dpkg-deb', ['--extract', debFile(), root])
  none(
    'missing',
    MUST_HOLD.filter((file) => !existsSync(join(root, file))),
  )
  none(
    'in folders that are not the package’s',
    NOT_OURS.filter((folder) => existsSync(join(root, folder))),
  )
  // fpm sets no mode: a program that is not executable would stay so.
  if ((statSync(join(root, PROGRAM)).mode & 0o111) === 0) throw new Error('the program is not executable')
}

function dependsOn(deb) {
  const depends = execFileSync('dpkg-deb', ['--field', deb, 'Depends'], { encoding: 'utf8' }).trim()
  for (const library of ['libgtk-3-0', 'libnss3', 'libasound2', 'libusb-1.0-0'])
    if (!depends.includes(library)) throw new Error(`it does not need ${library}: ${depends}`)
  return `${depends.split(',').length} packages`
}

function scriptsAreSound(deb, root) {
  const control = join(root, 'DEBIAN')
  execFileSync('dpkg-deb', ['--control', deb, control])
  for (const script of ['postinst', 'postrm']) execFileSync('sh', ['-n', join(control, script)])
}

function desktopIsValid(root) {
  execFileSync('desktop-file-validate', [join(root, DESKTOP)], { stdio: 'pipe' })
  const text = readFileSync(join(root, DESKTOP), 'utf8')
  if (!text.includes(`Exec=${PROGRAM}`)) throw new Error('it starts another program')
  if (!text.includes('Terminal=false')) throw new Error('it opens a terminal')
}

function unitIsValid(root) {
  const text = readFileSync(join(root, UNIT), 'utf8')
  const started = /^ExecStart=(\S+)/mu.exec(text)?.[1]
  if (![PROGRAM, '/usr/bin/cashierq'].includes(started)) throw new Error(`it starts ${started}`)
  if (!/^WantedBy=\S/mu.test(text)) throw new Error('enabling it would do nothing')
  return started
}
