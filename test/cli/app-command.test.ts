/** The Electron program's command line, among all that Electron and Chromium put there. */
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { appCommand } from '../../cli/app-command.ts'
import { parseCommandLine } from '../../cli/arguments.ts'
import { COMMAND_NAMES } from '../../cli/commands.ts'

const packaged = (...args: string[]) => appCommand(['/opt/CashierQ/cashierq', ...args], undefined)
const APP = resolve('somewhere', 'app')
const unpackaged = (...args: string[]) => appCommand(['/electron/electron', ...args], APP)

describe('each command', () => {
  test.each(COMMAND_NAMES)('%s: a window for three, plain Node for the rest', (name) => {
    const kind = ['up', 'kiosk', 'buttons'].includes(name) ? 'window' : 'plain'
    expect(packaged(name)).toMatchObject({ kind, args: [name] })
    expect(unpackaged(APP, name)).toEqual(packaged(name))
  })

  test('comes with its flags, in their order', () => {
    const args = ['kiosk', '--relay=http://127.0.0.1:8000', '--screen-name', 'door', '--windowed']
    expect(packaged(...args)).toEqual({ kind: 'window', command: 'kiosk', args })
    expect(packaged('token', '--role', 'screen')).toEqual({ kind: 'plain', args: ['token', '--role', 'screen'] })
  })

  test('that nobody knows is for the Node program to refuse', () => {
    expect(packaged('dance', '--now')).toEqual({ kind: 'plain', args: ['dance', '--now'] })
    for (const word of ['UP', 'kiosk ', '__proto__', 'constructor', '']) expect(packaged(word).kind).toBe('plain')
  })
})

describe('help', () => {
  test.each([
    ['help'],
    ['--help'],
    ['-h'],
    ['--version'],
    ['up', '--help'],
    ['kiosk', '-h'],
    ['kiosk', '--windowed', '--help'],
  ])('needs no window: %s %s', (...args) => {
    const given = args.filter((arg) => arg !== undefined)
    expect(packaged(...given)).toEqual({ kind: 'plain', args: given })
  })

  test('is not asked for behind --', () => {
    expect(packaged('kiosk', '--', '--help')).toMatchObject({ kind: 'window' })
  })
})

describe('a store without a screen', () => {
  test('needs no window', () => {
    expect(packaged('up', '--no-kiosk', '--port=0')).toEqual({ kind: 'plain', args: ['up', '--no-kiosk', '--port=0'] })
  })
})

describe('what follows --', () => {
  test('is for whoever starts Electron, and Electron runs already', () => {
    const asked = packaged('up', '--port=0', '--', '--no-sandbox', '--no-kiosk')
    expect(asked).toEqual({ kind: 'window', command: 'up', args: ['up', '--port=0'] })
  })

  test('cannot swallow what the program adds: the store that is started with it opens no window of its own', () => {
    const asked = packaged('up', '--', '--no-sandbox')
    if (asked.kind !== 'window') throw new Error('no window')
    const invocation = parseCommandLine([...asked.args, '--no-kiosk'], {})
    expect(invocation).toMatchObject({ flags: { 'no-kiosk': true }, passedOn: [] })
  })

  test('stays with a plain command, which says itself that it passes nothing on', () => {
    expect(packaged('relay', '--', 'x')).toEqual({ kind: 'plain', args: ['relay', '--', 'x'] })
  })
})

describe('started by a click', () => {
  test.each([[[]], [['--no-sandbox']], [['--no-sandbox', '--ozone-platform=wayland', '-psn_0_12345']]])(
    '%j: nothing was asked for',
    (args) => {
      expect(packaged(...args)).toEqual({ kind: 'default' })
      expect(unpackaged(...args, APP)).toEqual({ kind: 'default' })
    },
  )
})

describe('switches of Chromium', () => {
  const CHROMIUM = ['--no-sandbox', '--remote-debugging-port=0', '-r', '--enable-features=up,kiosk']

  test('before the command are not its own', () => {
    const some = CHROMIUM.filter((arg) => arg !== '-r')
    expect(packaged(...some, 'kiosk', '--windowed')).toMatchObject({ args: ['kiosk', '--windowed'] })
  })

  test("stand before, or between, the app's folder", () => {
    expect(unpackaged('--no-sandbox', APP, '--disable-gpu', 'up')).toMatchObject({ command: 'up', args: ['up'] })
  })

  test('of a tool that drives Electron may have a file of their own', () => {
    expect(unpackaged('-r', '/tools/loader.js', '--inspect=0', APP, 'kiosk')).toMatchObject({ command: 'kiosk' })
  })
})

describe("the app's folder", () => {
  test.each([
    ['as a relative path', 'somewhere/app'],
    ['with a slash at its end', `${APP}/`],
    ['with dots', `${APP}/../app/.`],
  ])('may be given %s', (_, given) => {
    expect(unpackaged('--no-sandbox', given, 'kiosk')).toEqual({ kind: 'window', command: 'kiosk', args: ['kiosk'] })
  })

  test('is the first that is it: an argument of the same name is an argument', () => {
    const args = ['kiosk', '--config', APP]
    expect(unpackaged(APP, ...args)).toMatchObject({ args })
  })

  test('is no command, even if it is called like one', () => {
    expect(appCommand(['/electron/electron', resolve('up'), 'kiosk'], resolve('up'))).toMatchObject({
      command: 'kiosk',
    })
    expect(appCommand(['/electron/electron', resolve('up')], resolve('up'))).toEqual({ kind: 'default' })
  })

  test('is never the program itself', () => {
    expect(appCommand([APP, APP, 'kiosk'], APP)).toMatchObject({ command: 'kiosk' })
  })

  test('of a packaged program is not looked for', () => {
    expect(appCommand([APP, 'kiosk'], undefined)).toMatchObject({ command: 'kiosk' })
  })
})
