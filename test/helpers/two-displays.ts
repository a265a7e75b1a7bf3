/**
 * Two displays without a monitor: Xorg with its dummy driver, whose outputs xrandr switches off and on. Xvfb cannot: it
 * has one output. Programs see what they see when a plug is pulled (Electron: `display-removed`, `display-added`).
 *
 *     await displays.arrange({ right: 'off' })
 *     await displays.arrange({ right: 'portrait' })
 *
 * Needs Debian's xserver-xorg-core, xserver-xorg-video-dummy and x11-xserver-utils; no root, no graphics card, no terminal.
 * The driver cannot rotate a picture, so 'portrait' is a display that is higher than wide.
 *
 * How to extend: a third display is a row of `OUTPUTS`; the driver has 16.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { edid, writeEdid } from './edid.ts'

const run = promisify(execFile)

/** From left to right; the first is the primary one. */
const OUTPUTS = { left: 'DUMMY0', right: 'DUMMY1' } as const
export type Side = keyof typeof OUTPUTS
const SIDES = ['left', 'right'] as const

const SHAPES = { landscape: '1280x720', portrait: '720x1280' } as const
export type Shape = keyof typeof SHAPES | 'off'

export type TwoDisplays = {
  /** This process's environment with the server's name; no Wayland, which programs would prefer. */
  readonly env: NodeJS.ProcessEnv
  /** What is not named stays. The displays stand side by side from the left edge on. */
  arrange(shapes: { readonly [S in Side]?: Shape }): Promise<void>
  /** The maker's and model's data of the display on this output; programs read it at the next change. */
  identify(side: Side, model: string, serial?: number): Promise<void>
  stop(): Promise<void>
}

export async function startTwoDisplays(): Promise<TwoDisplays> {
  const folder = await mkdtemp(join(tmpdir(), 'cashierq-displays-'))
  const { name, stop } = await startServer(folder)
  const { WAYLAND_DISPLAY: _, ...others } = process.env
  const env = { ...others, DISPLAY: name }
  let shapes: { readonly [S in Side]: Shape } = { left: 'landscape', right: 'landscape' }
  const arrange: TwoDisplays['arrange'] = async (wished) => {
    shapes = { ...shapes, ...wished }
    await run('xrandr', layout(shapes), { env })
  }
  await arrange({})
  return {
    env,
    arrange,
    identify: (side, model, serial) => writeEdid(name, OUTPUTS[side], edid(model, serial)),
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** One command for both, as a desktop does it: programs hear of several changes in a row. */
function layout(shapes: { readonly [S in Side]: Shape }): string[] {
  let x = 0
  return SIDES.flatMap((side) => {
    const shape = shapes[side]
    if (shape === 'off') return ['--output', OUTPUTS[side], '--off']
    const mode = SHAPES[shape]
    const args = ['--output', OUTPUTS[side], '--mode', mode, '--pos', `${x}x0`]
    x += Number.parseInt(mode, 10)
    return side === 'left' ? [...args, '--primary'] : args
  })
}

/** A private server: it takes no terminal, no keyboard and no graphics card of this machine. */
async function startServer(folder: string): Promise<{ readonly name: string; stop(): Promise<void> }> {
  const config = join(folder, 'xorg.conf')
  const log = join(folder, 'xorg.log')
  const nothingMore = join(folder, 'none')
  await mkdir(nothingMore)
  await writeFile(config, CONFIG)
  const files = ['-config', config, '-configdir', nothingMore, '-logfile', log]
  const args = ['-displayfd', '3', ...files, '-novtswitch', '-sharevts', '-noreset', '-nolisten', 'tcp']
  const server = spawn('Xorg', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const failed = new Promise<never>((_resolve, reject) => {
    server.once('error', (error) => reject(new Error(`Xorg is not installed? ${error.message}`)))
    server.once('exit', (code) => {
      const complaints = readFile(log, 'utf8').catch(() => 'and wrote no log')
      void complaints.then((text) => reject(new Error(`Xorg ended (${code}): ${text}`)))
    })
  })
  failed.catch(() => undefined)
  const number = await Promise.race([firstLine(server.stdio[3]), failed])
  return {
    name: `:${number}`,
    async stop() {
      const gone = server.exitCode === null ? once(server, 'exit') : undefined
      server.kill()
      await gone
    },
  }
}

/** Ends only with a line: of a server that dies, its exit tells more than its empty pipe. */
function firstLine(stream: unknown): Promise<string> {
  if (!(stream instanceof Readable)) throw new Error('Xorg has no descriptor 3')
  return new Promise((resolve) => createInterface({ input: stream }).once('line', resolve))
}

/** The driver's outputs other than the first count as unplugged until `Enable` says otherwise. */
function monitor(output: string): string {
  return `Section "Monitor"
  Identifier "${output}"
  HorizSync 1-2000
  VertRefresh 1-2000
  Modeline "${SHAPES.landscape}" 74.50 1280 1344 1472 1664 720 723 728 748
  Modeline "${SHAPES.portrait}" 73.00 720 768 840 960 1280 1283 1293 1319
  Option "Enable" "true"
EndSection
`
}

const CONFIG = `Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "false"
  Option "AutoAddGPU" "false"
  Option "AllowMouseOpenFail" "true"
  Option "BlankTime" "0"
EndSection
${Object.values(OUTPUTS).map(monitor).join('')}Section "Device"
  Identifier "dummy"
  Driver "dummy"
  VideoRam 65536
${Object.values(OUTPUTS)
  .map((output) => `  Option "Monitor-${output}" "${output}"\n`)
  .join('')}EndSection
Section "Screen"
  Identifier "screen"
  Device "dummy"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Virtual 4096 4096
  EndSubSection
EndSection
`
