/**
 * A process of the built `cashierq` whose log lines can be read, as an operator reads them.
 *
 * How to extend: what a test waits for is a condition on `lines()`, through `expect.poll` or `line`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { endProcess, readyAddress } from './product.ts'

export type LogLine = { readonly level: string; readonly msg: string; readonly [field: string]: unknown }

export class LoggedProcess {
  readonly address: string
  readonly #again: () => ChildProcess
  #child: ChildProcess
  readonly #dataDir: string
  readonly #lines: LogLine[]

  private constructor(
    address: string,
    child: ChildProcess,
    dataDir: string,
    lines: LogLine[],
    again: () => ChildProcess,
  ) {
    this.address = address
    this.#again = again
    this.#child = child
    this.#dataDir = dataDir
    this.#lines = lines
  }

  /** Started, and ready for presses. */
  static async start(command: readonly string[], env: { readonly [name: string]: string }): Promise<LoggedProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'cashierq-logged-'))
    const lines: LogLine[] = []
    const spawnOn = (port: string) => {
      const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...command], {
        env: { ...process.env, CASHIERQ_LOG_LEVEL: 'info', CASHIERQ_DATA_DIR: dataDir, CASHIERQ_PORT: port, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      createInterface({ input: child.stderr }).on('line', (line) => {
        const parsed = parse(line)
        if (parsed) lines.push(parsed)
      })
      return child
    }
    const child = spawnOn('0')
    const address = await readyAddress(child)
    return new LoggedProcess(address, child, dataDir, lines, () => spawnOn(new URL(address).port))
  }

  /** As "systemctl restart": the same one on the same port, and resolves when it is ready. `meanwhile` it is away. */
  async restart(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await endProcess(this.#child, 'SIGTERM')
    await meanwhile()
    this.#child = this.#again()
    await readyAddress(this.#child)
  }

  /** All that it has said so far. */
  lines(): readonly LogLine[] {
    return this.#lines
  }

  /** Waits for a line with these fields. */
  async line(fields: object): Promise<LogLine> {
    await expect.poll(() => this.#lines, { timeout: 20_000 }).toContainEqual(expect.objectContaining(fields))
    const wanted = Object.entries(fields)
    const found = this.#lines.find((line) => wanted.every(([name, value]) => line[name] === value))
    if (!found) throw new Error('a line that was there has gone')
    return found
  }

  async kill(): Promise<void> {
    await endProcess(this.#child, 'SIGKILL')
  }

  async stop(): Promise<void> {
    await endProcess(this.#child, 'SIGTERM')
    await rm(this.#dataDir, { recursive: true, force: true })
  }
}

function parse(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined
  const parsed: unknown = JSON.parse(line)
  return isLine(parsed) ? parsed : undefined
}

function isLine(value: unknown): value is LogLine {
  return typeof value === 'object' && value !== null && 'level' in value && 'msg' in value
}
