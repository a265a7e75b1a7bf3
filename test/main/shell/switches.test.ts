/** Switches that an installed kiosk refuses, in every way in which Chromium would understand them. */
import { describe, expect, test } from 'vitest'
import { refusedSwitch } from '../../../main/shell/switches.ts'

const PROGRAM = '/opt/CashierQ/cashierq'
const refused = (...args: string[]) => refusedSwitch([PROGRAM, ...args])

describe('refused', () => {
  test.each([
    'remote-debugging-port',
    'remote-debugging-pipe',
    'remote-debugging-address',
    'remote-debugging-socket-name',
    'remote-debugging-targets',
    'remote-allow-origins',
    'inspect',
    'inspect-brk',
    'inspect-brk-node',
    'inspect-port',
    'inspect-publish-uid',
    'inspect-wait',
    'js-flags',
    'load-extension',
    'disable-web-security',
    'disable-site-isolation-trials',
    'single-process',
    'allow-file-access-from-files',
    'ignore-certificate-errors',
    'ignore-certificate-errors-spki-list',
    'host-rules',
    'host-resolver-rules',
    'proxy-server',
    'proxy-pac-url',
    'proxy-auto-detect',
    'renderer-cmd-prefix',
    'utility-cmd-prefix',
    'gpu-launcher',
    'browser-subprocess-path',
    'log-net-log',
    'ssl-key-log-file',
    'auto-open-devtools-for-tabs',
  ])('%s, in each spelling', (name) => {
    const [first = '', ...rest] = name
    const capital = first.toUpperCase() + rest.join('')
    const spellings = [
      `--${name}`,
      `-${name}`,
      `/${name}`,
      `--${capital}`,
      `--${name.toUpperCase()}`,
      ` --${name}`,
      `\t-${name}`,
    ]
    for (const spelling of spellings) {
      for (const arg of [spelling, `${spelling}=`, `${spelling}=9222`, `${spelling}= x`, `${spelling} `]) {
        expect(refused('up', arg), arg).toBe(name)
      }
    }
  })

  test('wherever it stands', () => {
    expect(refused('--inspect', 'kiosk')).toBe('inspect')
    expect(refused('--no-sandbox', 'kiosk', '--relay=http://x', '--inspect')).toBe('inspect')
    expect(refused('kiosk', '--', '--inspect')).toBe('inspect')
    expect(refused('kiosk', '--inspect', '--js-flags=x')).toBe('inspect')
  })

  test('without its value: that may be long', () => {
    expect(refused(`--js-flags=${'x'.repeat(1_000_000)}`)).toBe('js-flags')
  })
})

describe('let through', () => {
  test.each([
    ['nothing'],
    ['kiosk', '--relay=http://127.0.0.1:8000', '--windowed'],
    ['up', '--port=8123', '--config=/etc/cashierq.json', '--data-dir', '/inspect/data'],
    ['--no-sandbox', '--disable-gpu', '--ozone-platform=wayland', '--force-device-scale-factor=1.5', 'kiosk'],
    ['kiosk', '--screen-name=--inspect'],
    ['kiosk', '--screen-name', 'inspect'],
    ['kiosk', '---inspect'],
    ['kiosk', '--', '-', '--', '='],
  ])('%s', (...args) => {
    expect(refused(...args)).toBeUndefined()
  })

  test('a program that lies in a folder of such a name', () => {
    expect(refusedSwitch(['/inspect', 'kiosk'])).toBeUndefined()
    expect(refusedSwitch(['--inspect', 'kiosk'])).toBeUndefined()
    expect(refusedSwitch([])).toBeUndefined()
  })

  test.each(['__proto__', 'constructor', 'has'])('--%s is no switch that anybody knows', (name) => {
    expect(refused(`--${name}`)).toBeUndefined()
  })
})
