/**
 * Finds the Electron program without importing `electron` (that downloads, and throws where it cannot):
 * ELECTRON_OVERRIDE_DIST_PATH, else what the installed electron package has downloaded, else one bounded try to let the
 * package download it. The package has had no install script since 45: its `install.js` runs on first use.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { systemCode } from '../../platform/failure.ts'
import type { LogLines } from '../../platform/logger.ts'

export type FoundElectron =
  | { readonly kind: 'found'; readonly program: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** Longest time the download may take, ms: about 110 MB. */
const DOWNLOAD_MS = 180_000

export async function findElectron(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  log: LogLines,
): Promise<FoundElectron> {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return there(join(override, programName(platform)), 'ELECTRON_OVERRIDE_DIST_PATH points to no Electron')
  const folder = packageFolder()
  if (folder === undefined) return { kind: 'missing', reason: 'the electron package is not installed' }
  const downloaded = inPackage(folder)
  if (downloaded.kind === 'found') return downloaded
  log.info({}, 'downloading Electron, once (about 110 MB)')
  const refused = await download(folder, env)
  return refused === undefined ? inPackage(folder) : { kind: 'missing', reason: refused }
}

function programName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

function there(program: string, otherwise: string): FoundElectron {
  return existsSync(program) ? { kind: 'found', program } : { kind: 'missing', reason: `${otherwise}: ${program}` }
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch (error) {
    if (systemCode(error) === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** `path.txt` is written last: without it a download was broken off. */
function inPackage(folder: string): FoundElectron {
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return { kind: 'missing', reason: 'Electron has not been downloaded' }
  return there(join(folder, 'dist', readFileSync(pathFile, 'utf8')), 'the electron package has lost its program')
}

/** Why the download failed, or undefined. */
function download(folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], { env, stdio: 'ignore', timeout: DOWNLOAD_MS })
    child.once('error', (error) => resolve(`Electron could not be downloaded: ${error.message}`))
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(undefined)
      else resolve(signal ? 'Electron could not be downloaded in time' : 'Electron could not be downloaded')
    })
  })
}
