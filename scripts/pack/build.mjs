/** Builds what is packaged, and calls electron-builder. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bin, ensureBuilt, ROOT, run } from '../prepare.mjs'

export const PACKAGES = join(ROOT, '.cache', 'packages')
const DIST = join(ROOT, 'dist')
const PAGES = join(DIST, 'renderer')

/** From nothing: tsc never takes away what its sources no longer make. */
export function buildAnew() {
  rmSync(DIST, { recursive: true, force: true })
  ensureBuilt()
}

/** As `buildAnew`, where that is needed. */
export function buildWithoutLeftovers() {
  ensureBuilt()
  if (leftovers().length > 0) buildAnew()
}

/** Built files of the processes without a source, relative to dist. The pages' folder is emptied at each build. */
export function leftovers() {
  const built = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.c?js$/u.test(entry.name) && !entry.parentPath.startsWith(PAGES))
    .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length + 1))
  return built.filter((file) => !existsSync(join(ROOT, file.replace(/js$/u, 'ts'))))
}

/** electron-builder's exit code. It publishes nothing, whatever the environment says. */
export function electronBuilder(args, env = process.env) {
  const config = ['--config', join(ROOT, 'electron-builder.yml'), '--publish', 'never']
  return run(process.execPath, [bin('electron-builder', 'cli.js'), ...config, ...args], { env })
}

/**
 * The program unpacked, and a deb of it, without any network: Electron is the tests' own runtime, and a stand-in of ours
 * takes fpm's place, which electron-builder would download. For checks alone, never for shipping.
 */
export function packForCheck(runtime) {
  rmSync(PACKAGES, { recursive: true, force: true })
  const electron = [`-c.electronDist=${dirname(runtime.path)}`, `-c.electronVersion=${runtime.version}`]
  const env = { ...process.env, CUSTOM_FPM_PATH: join(ROOT, 'scripts', 'pack', 'fpm-stand-in.mjs') }
  return electronBuilder(['--linux', 'dir', 'deb', '--x64', ...electron], env)
}
