/**
 * Programs that stand in for Electron and Chromium where what matters is how they are started and how they end: shell
 * scripts in a folder of their own, which write down their arguments.
 *
 * How to extend: give `add` another ending (a line of shell that runs after the arguments are written down).
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const STAYS = 'exec sleep 600'
export const DIES = 'echo "no usable sandbox" >&2; exit 7'

export class FakePrograms {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async create(): Promise<FakePrograms> {
    return new FakePrograms(await mkdtemp(join(tmpdir(), 'cashierq-fake-programs-')))
  }

  async add(name: string, ending: string): Promise<string> {
    const path = join(this.folder, name)
    // Renamed into place by the shell: a reader never sees half of the arguments.
    const note = `printf '%s\\n' "$@" > "$0.part"; /bin/mv "$0.part" "$0.arguments"`
    await writeFile(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${note}\n${ending}\n`)
    await chmod(path, 0o755)
    return path
  }

  /** What the program was started with, or undefined if it was not. */
  async argumentsOf(name: string): Promise<string[] | undefined> {
    try {
      return (await readFile(join(this.folder, `${name}.arguments`), 'utf8')).trimEnd().split('\n')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
