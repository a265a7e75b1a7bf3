/**
 * A real child process that runs a TypeScript file of the project, to be killed, stopped or listened to.
 *
 * Node 20 runs no TypeScript, so the entry is bundled once (packages stay outside) into `node_modules/.cache`.
 *
 * How to extend: write the child's program beside the test as `<name>.child.ts`; it says what happened as lines on
 * stdout (`lines` collects them, `said` waits for one) and takes its parameters from `process.argv`; what a test types
 * goes through `type`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type TsChild = {
  readonly process: ChildProcess
  readonly lines: readonly string[]
  /** Resolves with the first line (said already, or still to come) that `wanted` accepts; rejects if the child ends. */
  said(wanted: (line: string) => boolean): Promise<string>
  /** A line on its standard input. */
  type(line: string): void
  /** Resolves with its exit code when it has ended by itself and all it said has been heard. */
  ended(): Promise<number | null>
  /** Sends the signal and waits until the child has ended and all it said has been heard. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

/**
 * Bundles `entry` (a path from the project's root) before the tests of the calling file, and takes it away after them.
 * The answer starts a child with these arguments.
 */
export function childProgram(entry: string): (...args: string[]) => TsChild {
  const outDir = join(ROOT, 'node_modules/.cache/cashierq-test', randomBytes(6).toString('hex'))
  const program = join(outDir, entry.replace(/^.*\//u, '').replace(/\.ts$/u, '.js'))
  beforeAll(async () => {
    await build({
      configFile: false,
      root: ROOT,
      logLevel: 'error',
      build: { ssr: join(ROOT, entry), outDir, emptyOutDir: true, target: 'node20', minify: false },
      environments: { ssr: { resolve: { external: true } } },
    })
  })
  afterAll(() => rm(outDir, { recursive: true, force: true }))
  return (...args) => startChild(program, args)
}

/** Somebody who waits for a line. */
type Waiting = {
  readonly wanted: (line: string) => boolean
  readonly resolve: (line: string) => void
  readonly reject: (error: Error) => void
}

function startChild(program: string, args: readonly string[]): TsChild {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const lines: string[] = []
  const waiting = new Set<Waiting>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const one of waiting) {
      if (!one.wanted(line)) continue
      waiting.delete(one)
      one.resolve(line)
    }
  })
  const endOf = () => new Error(`the child has ended; it said ${lines.join(' | ') || 'nothing'}`)
  let hasEnded = false
  child.once('close', () => {
    hasEnded = true
    for (const { reject } of waiting) reject(endOf())
    waiting.clear()
  })
  return {
    process: child,
    lines,
    said: (wanted) =>
      new Promise((resolve, reject) => {
        const before = lines.find(wanted)
        if (before !== undefined) resolve(before)
        else if (hasEnded) reject(endOf())
        else waiting.add({ wanted, resolve, reject })
      }),
    type: (line) => void child.stdin.write(`${line}\n`),
    ended: async () => {
      await ended
      return child.exitCode
    },
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal)
      await ended
    },
  }
}
