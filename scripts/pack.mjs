/**
 * `npm run pack`: packages the kiosk for the system it runs on, into .cache/packages: deb and AppImage on Linux, an
 * installer on Windows, a dmg on macOS. What is given after `--` goes to electron-builder, for example
 * `npm run pack -- --linux deb --x64`. It downloads Electron and the packagers' own tools; nothing is published.
 */
import { buildAnew, electronBuilder } from './pack/build.mjs'
import { ensureInstalled, fail, requireNode } from './prepare.mjs'

requireNode()
ensureInstalled()
buildAnew()
if (electronBuilder(process.argv.slice(2)) !== 0) fail('electron-builder failed: its message above says why')
