/** The folder that Electron is given: the one whose package.json names the built main process. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type AppFolder =
  | { readonly kind: 'built'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** Searched upwards, because this file runs both from the sources and, one folder deeper, from dist/. */
export function findAppFolder(): AppFolder {
  const path = upTo('package.json', dirname(fileURLToPath(import.meta.url)))
  if (path === undefined) return { kind: 'missing', reason: 'the kiosk has no package.json above it' }
  if (existsSync(join(path, 'dist', 'cli', 'app.js'))) return { kind: 'built', path }
  return { kind: 'missing', reason: 'the kiosk has not been built' }
}

function upTo(file: string, folder: string): string | undefined {
  if (existsSync(join(folder, file))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : upTo(file, parent)
}
