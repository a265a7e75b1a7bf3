/**
 * The product as its users start it: processes of the built `cashierq`, each with a data folder of its own.
 *
 * How to extend: `startProduct` takes any command and settings. A test that kills it starts it again with `restart`,
 * on the same port and data.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** Tests and measurements run in the project's folder; `npm test` has built it. */
const CLI = resolve('dist/cli/main.js')

export type ProductOptions = {
  /** `up --no-kiosk` unless another command is wanted. */
  readonly command?: readonly string[]
  readonly env?: { readonly [name: string]: string }
}

export class Product {
  readonly dataDir: string
  readonly #options: ProductOptions
  #child: ChildProcess
  #address = ''
  #output = ''

  private constructor(dataDir: string, options: ProductOptions) {
    this.dataDir = dataDir
    this.#options = options
    this.#child = this.#spawn('0')
  }

  #spawn(port: string): ChildProcess {
    const child = spawnProduct(this.dataDir, this.#options, port)
    child.stdout?.on('data', (data) => {
      this.#output += data
    })
    return child
  }

  /** All that it has said on standard output. */
  output(): string {
    return this.#output
  }

  static async start(options: ProductOptions = {}): Promise<Product> {
    const dataDir = await mkdtemp(join(tmpdir(), 'cashierq-'))
    const product = new Product(dataDir, options)
    product.#address = await readyAddress(product.#child)
    return product
  }

  /** `http://127.0.0.1:PORT` */
  get address(): string {
    return this.#address
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    await endProcess(this.#child, signal)
  }

  /** After `kill`: the same product again, where its clients look for it. */
  async restart(): Promise<void> {
    this.#child = this.#spawn(new URL(this.#address).port)
    this.#address = await readyAddress(this.#child)
  }

  async stop(): Promise<void> {
    await this.kill('SIGTERM')
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

function spawnProduct(dataDir: string, { command, env }: ProductOptions, port: string): ChildProcess {
  return spawn(process.execPath, [CLI, ...(command ?? ['up', '--no-kiosk'])], {
    env: { ...process.env, CASHIERQ_LOG_LEVEL: 'error', CASHIERQ_DATA_DIR: dataDir, CASHIERQ_PORT: port, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** The address in the ready line. */
export async function readyAddress(child: ChildProcess): Promise<string> {
  const { stdout } = child
  if (!stdout) throw new Error('nobody reads the output of the product')
  return new Promise((resolveReady, reject) => {
    const lines = createInterface({ input: stdout })
    lines.on('line', (line) => {
      const address = /^cashierq ready (\S+)$/u.exec(line)?.[1]
      if (address === undefined) return
      resolveReady(address)
      lines.removeAllListeners()
    })
    lines.on('close', () => reject(new Error('the product ended before it was ready')))
  })
}

export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

export type Outcome = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs a command that is to end by itself. */
export async function runCommand(
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err += data
  })
  await once(child, 'close')
  return { code: child.exitCode, out, err }
}
