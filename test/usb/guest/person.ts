/** Who works at the shop's computer: root, who installed it, and a plain user, who runs the bridge. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** Where the shop's settings are. */
export const HOME = '/home/cashier'
export const CASHIER = { name: 'cashier', uid: 1000, gid: 1000 }

export type Outcome = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs a line of shell as root, and insists on it. */
export function asRoot(line: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: HOME, encoding: 'utf8' })
  if (status !== 0) throw new Error(`"${line}" ended with ${status}: ${stdout}${stderr}`)
  return stdout
}

/** The words that run a line of shell as the plain user, with the groups he has now: a new log-in. */
export function asCashier(line: string): readonly [program: string, args: string[]] {
  return ['su', ['-s', '/bin/sh', CASHIER.name, '-c', line]]
}

export async function runAsCashier(line: string): Promise<Outcome> {
  const child = spawn(...asCashier(line), { cwd: HOME, stdio: ['ignore', 'pipe', 'pipe'] })
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
