import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Kiosk, type KioskOptions, launchKiosk, type NoKiosk } from '../../../cli/kiosk/kiosk.ts'
import { type Machine, thisMachine } from '../../../cli/kiosk/machine.ts'
import { SILENT } from '../../../platform/logger.ts'
import { DIES, FakePrograms, STAYS } from '../../helpers/fake-programs.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

/** Only ends a test that never gets what it waits for. */
const SOON = { timeout: 20_000 }

const options: KioskOptions = {
  url: 'http://127.0.0.1:8000/#token=t',
  command: ['kiosk', '--relay=http://127.0.0.1:8000'],
  electronArgs: [],
  log: SILENT,
}
const SETTLED = 3_000

describe('launching the kiosk', () => {
  let programs: FakePrograms
  let clock: FakeTimersClock
  let machine: Machine
  const open: Kiosk[] = []

  beforeEach(async () => {
    programs = await FakePrograms.create()
    clock = new FakeTimersClock()
    machine = {
      ...thisMachine(),
      platform: 'linux',
      uid: 1000,
      env: { PATH: programs.folder, DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: programs.folder },
      clock,
      appFolder: () => ({ kind: 'built', path: '/app' }),
    }
  })

  afterEach(async () => {
    await Promise.all(open.splice(0).map((kiosk) => kiosk.close()))
    await programs.remove()
  })

  /** `staying`: the program that is to live on; the clock is turned once it runs. */
  async function launch(staying: string, changes: Partial<KioskOptions> = {}): Promise<Kiosk | NoKiosk> {
    const launching = launchKiosk({ ...options, ...changes }, machine)
    await vi.waitFor(async () => expect(await programs.argumentsOf(staying)).toBeDefined(), SOON)
    clock.advance(SETTLED)
    const kiosk = await launching
    if (kiosk.kind !== 'none') open.push(kiosk)
    return kiosk
  }

  it('starts Electron with the app and its command', async () => {
    const program = await programs.add('electron', STAYS)
    expect(await launch('electron')).toMatchObject({ kind: 'electron', program })
    expect(await programs.argumentsOf('electron')).toEqual(['/app', 'kiosk', '--relay=http://127.0.0.1:8000'])
  })

  it('hands what followed -- to Electron unchanged', async () => {
    await programs.add('electron', STAYS)
    await launch('electron', { electronArgs: ['--enable-logging', '--force-device-scale-factor=1.5'] })
    expect(await programs.argumentsOf('electron')).toEqual([
      '--enable-logging',
      '--force-device-scale-factor=1.5',
      '/app',
      'kiosk',
      '--relay=http://127.0.0.1:8000',
    ])
  })

  it('tells Electron that it is kept, and keeps from it what would make a plain Node of it', async () => {
    await programs.add('electron', `env > "$0.part"; mv "$0.part" "$0.env"; ${STAYS}`)
    machine = { ...machine, env: { ...machine.env, ELECTRON_RUN_AS_NODE: '1' } }
    const kiosk = await launch('electron')
    if (kiosk.kind === 'none') throw new Error(kiosk.reason)
    // It notes its arguments, which `launch` waits for, before its environment.
    await vi.waitFor(() => expect(existsSync(`${kiosk.program}.env`)).toBe(true), SOON)
    const names = (await readFile(`${kiosk.program}.env`, 'utf8')).split('\n').map((line) => line.split('=')[0])
    expect(names).toContain('CASHIERQ_KEEPER')
    expect(names).not.toContain('ELECTRON_RUN_AS_NODE')
  })

  it('opens Electron again when it asks for that later on', async () => {
    const runs = '"$0.runs"'
    await programs.add(
      'electron',
      `echo x >> ${runs}; [ -e "$0.stay" ] && ${STAYS}; while [ ! -e "$0.go" ]; do sleep 0.05; done; exit 75`,
    )
    const kiosk = await launch('electron')
    if (kiosk.kind === 'none') throw new Error(kiosk.reason)
    await writeFile(`${kiosk.program}.stay`, '')
    await writeFile(`${kiosk.program}.go`, '')
    await vi.waitFor(async () => {
      clock.advance(1_000)
      expect(await readFile(`${kiosk.program}.runs`, 'utf8')).toBe('x\nx\n')
    }, SOON)
    clock.advance(SETTLED)
  })

  it('gives Electron a second chance: a display that is a moment late must not cost the shop its kiosk', async () => {
    await programs.add('electron', `[ -e "$0.once" ] && { touch "$0.up"; ${STAYS}; }; touch "$0.once"; exit 75`)
    await programs.add('chromium', STAYS)
    const launching = launchKiosk(options, machine)
    await vi.waitFor(() => expect(existsSync(`${programs.folder}/electron.up`)).toBe(true), SOON)
    clock.advance(SETTLED)
    const kiosk = await launching
    expect(kiosk.kind).toBe('electron')
    if (kiosk.kind !== 'none') open.push(kiosk)
    expect(await programs.argumentsOf('chromium')).toBeUndefined()
  })

  it('stays closed when it was closed', async () => {
    await programs.add(
      'electron',
      `[ -e "$0.once" ] && exit 1; touch "$0.once"; while [ ! -e "$0.go" ]; do sleep 0.05; done; exit 0`,
    )
    const kiosk = await launch('electron')
    if (kiosk.kind === 'none') throw new Error(kiosk.reason)
    await writeFile(`${kiosk.program}.go`, '')
    expect(await kiosk.exited).toEqual({ code: 0, signal: null })
  })

  it('takes X11 where a Wayland desktop has it too: only there can a window choose its display', async () => {
    machine = { ...machine, env: { ...machine.env, WAYLAND_DISPLAY: 'wayland-0' } }
    await programs.add('electron', STAYS)
    await launch('electron', { electronArgs: ['--ozone-platform=wayland'] })
    expect(await programs.argumentsOf('electron')).toEqual(
      expect.arrayContaining(['--ozone-platform=x11', '--ozone-platform=wayland']),
    )
  })

  it('falls back to the browser when Electron dies at once, with the same arguments', async () => {
    await programs.add('electron', DIES)
    const program = await programs.add('chromium', STAYS)
    const extra = '--force-device-scale-factor=1.5'
    expect(await launch('chromium', { electronArgs: [extra] })).toMatchObject({ kind: 'browser', program })
    const given = await programs.argumentsOf('chromium')
    expect(given).toEqual(expect.arrayContaining(['--kiosk', `--app=${options.url}`, extra]))
  })

  it('falls back to the browser when there is no Electron', async () => {
    await programs.add('chromium', STAYS)
    expect(await launch('chromium')).toMatchObject({ kind: 'browser' })
  })

  it('gives the browser a profile of its own and removes it afterwards', async () => {
    await programs.add('chromium', STAYS)
    const kiosk = await launch('chromium')
    const given = await programs.argumentsOf('chromium')
    const profile = given?.find((arg) => arg.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ?? ''
    expect(existsSync(profile)).toBe(true)
    if (kiosk.kind !== 'none') await kiosk.close()
    expect(existsSync(profile)).toBe(false)
  })

  it('tells when the window has gone', async () => {
    await programs.add('electron', STAYS)
    const kiosk = await launch('electron')
    if (kiosk.kind === 'none') throw new Error(kiosk.reason)
    await kiosk.close()
    expect(await kiosk.exited).toEqual({ code: null, signal: 'SIGTERM' })
  })

  it('insists when the program does not end', async () => {
    await programs.add('electron', 'trap \'\' TERM; echo > "$0.deaf"; while :; do sleep 0.1; done')
    const kiosk = await launch('electron')
    if (kiosk.kind === 'none') throw new Error(kiosk.reason)
    await vi.waitFor(() => expect(existsSync(`${kiosk.program}.deaf`)).toBe(true), SOON)
    const closing = kiosk.close()
    clock.advance(SETTLED)
    await closing
    expect(await kiosk.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })

  it('answers with the address when there is no display', async () => {
    machine = { ...machine, env: { PATH: programs.folder } }
    expect(await launchKiosk(options, machine)).toEqual({
      kind: 'none',
      reason: expect.stringContaining('no display'),
      mend: 'open http://127.0.0.1:8000/ in a browser',
    })
  })

  it('never switches the sandbox off by itself: root is told how to', async () => {
    await programs.add('electron', STAYS)
    machine = { ...machine, uid: 0 }
    expect(await launchKiosk(options, machine)).toMatchObject({
      kind: 'none',
      mend: expect.stringContaining('-- --no-sandbox'),
    })
    expect(await programs.argumentsOf('electron')).toBeUndefined()
  })

  it('runs as root once told to', async () => {
    await programs.add('electron', STAYS)
    machine = { ...machine, uid: 0 }
    expect(await launch('electron', { electronArgs: ['--no-sandbox'] })).toMatchObject({ kind: 'electron' })
  })

  it('names both reasons when neither runs', async () => {
    await programs.add('electron', DIES)
    await programs.add('chromium', DIES)
    const none = await launchKiosk(options, machine)
    expect(none).toMatchObject({ kind: 'none', mend: 'open http://127.0.0.1:8000/ in a browser' })
    expect(none.kind === 'none' && none.reason.match(/code 7\): no usable sandbox/gu)).toHaveLength(2)
  })

  it('answers when nothing is installed', async () => {
    expect(await launchKiosk(options, machine)).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('no Chromium, Chrome or Edge is installed'),
    })
  })

  it.each(['file:///etc/passwd', '--gpu-launcher=sh', 'localhost:8000'])('refuses to show %s', async (url) => {
    await expect(launchKiosk({ ...options, url }, machine)).rejects.toMatchObject({ code: 'bad_setting' })
  })
})
