/** Finds an installed browser of the Chromium family: the one that shows the screen where Electron cannot. */
import { posix, win32 } from 'node:path'

/** Plain Chromium first: of them all it asks and talks least. */
const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]
const MAC_APPS = ['Chromium', 'Google Chrome', 'Microsoft Edge']
const WINDOWS_PROGRAMS = [
  ['Chromium', 'Application', 'chrome.exe'],
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
]
const WINDOWS_ROOTS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']

/** The first browser that `isProgram` says is there, or undefined. */
export function findBrowser(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  isProgram: (path: string) => boolean,
): string | undefined {
  return candidates(platform, env).find(isProgram)
}

function candidates(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'darwin') return macCandidates(env)
  if (platform === 'win32') return windowsCandidates(env)
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder !== '')
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => posix.join(folder, name)))
}

function macCandidates(env: NodeJS.ProcessEnv): string[] {
  const roots = ['/Applications', ...(env.HOME ? [posix.join(env.HOME, 'Applications')] : [])]
  return MAC_APPS.flatMap((app) => roots.map((root) => posix.join(root, `${app}.app`, 'Contents', 'MacOS', app)))
}

function windowsCandidates(env: NodeJS.ProcessEnv): string[] {
  const roots = WINDOWS_ROOTS.flatMap((name) => env[name] ?? [])
  return WINDOWS_PROGRAMS.flatMap((program) => roots.map((root) => win32.join(root, ...program)))
}
