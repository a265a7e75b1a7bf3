/**
 * Stands in for Electron's own default app in the test runtime: `electron [switches] [-r FILE] FOLDER [arguments]`
 * starts the app in FOLDER. Playwright preloads its loader with `-r`.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

function parse(args) {
  const preloads = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    if (arg === '-r' || arg === '--require') preloads.push(args[++i])
    else if (!arg.startsWith('-')) return { preloads, folder: resolve(arg) }
  }
  return { preloads, folder: undefined }
}

const { preloads, folder } = parse(process.argv.slice(1))
if (folder === undefined) {
  process.stderr.write('usage: electron [switches] FOLDER\n')
  app.exit(2)
} else {
  process.defaultApp = true
  const require = createRequire(import.meta.url)
  for (const file of preloads) require(resolve(file))
  const { name, version, main = 'index.js' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  app.setName(name)
  if (version !== undefined) app.setVersion(version)
  app.setAppPath(folder)
  // Awaited at top level: Electron is not "ready" before, so the app may still set switches.
  await import(pathToFileURL(join(folder, main)).href)
}
