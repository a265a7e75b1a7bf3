/**
 * A person's home for one program: its settings, its data and what Electron keeps, apart from all other programs.
 *
 * How to extend: give `env` and `folder` (as the working folder) to whatever is started; what it wrote lies below
 * `folder`.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class Home {
  readonly folder: string
  readonly settingsFile: string

  private constructor(folder: string) {
    this.folder = folder
    this.settingsFile = join(folder, 'cashierq.json')
  }

  static async make(): Promise<Home> {
    return new Home(await mkdtemp(join(tmpdir(), 'cashierq-home-')))
  }

  /** No D-Bus: Chromium would ask the desktop of whoever runs the tests. */
  get env(): NodeJS.ProcessEnv {
    return {
      HOME: this.folder,
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      XDG_CACHE_HOME: join(this.folder, 'cache'),
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    }
  }

  async writeSettings(settings: object): Promise<void> {
    await writeFile(this.settingsFile, JSON.stringify(settings))
  }

  async readSettings(): Promise<unknown> {
    return JSON.parse(await readFile(this.settingsFile, 'utf8'))
  }

  /** Chromium's helpers write for a moment after it has ended, hence the retries. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
