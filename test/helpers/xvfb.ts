/**
 * A display without a monitor: Xvfb on a free display number, which the server finds by itself (-displayfd).
 *
 * How to extend: `startXvfb` takes the size; give `env` to whatever shall open its windows there. Two screens or a
 * rotated one: add `-screen 1 …` or run xrandr against `env.DISPLAY`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

export type Xvfb = {
  readonly width: number
  readonly height: number
  /** This process's environment with the display's name; no Wayland, which programs would prefer. */
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

export async function startXvfb(width = 1920, height = 1080): Promise<Xvfb> {
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  let complaints = ''
  server.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString()
  })
  const failed = new Promise<never>((_resolve, reject) => {
    server.once('error', (error) => reject(new Error(`Xvfb is not installed? ${error.message}`)))
    server.once('exit', (code) => reject(new Error(`Xvfb ended (${code}): ${complaints}`)))
  })
  failed.catch(() => undefined)
  const number = await Promise.race([firstLine(server.stdio[3]), failed])
  const { WAYLAND_DISPLAY: _, ...env } = process.env
  return {
    width,
    height,
    env: { ...env, DISPLAY: `:${number}` },
    async stop() {
      const gone = server.exitCode === null ? once(server, 'exit') : undefined
      server.kill()
      await gone
    },
  }
}

async function firstLine(stream: unknown): Promise<string> {
  if (!(stream instanceof Readable)) throw new Error('Xvfb has no descriptor 3')
  for await (const line of createInterface({ input: stream })) return line
  throw new Error('Xvfb named no display')
}
