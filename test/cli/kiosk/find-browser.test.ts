import { describe, expect, it } from 'vitest'
import { findBrowser } from '../../../cli/kiosk/find-browser.ts'

function among(...programs: string[]): (path: string) => boolean {
  return (path) => programs.includes(path)
}

describe('finding a browser', () => {
  it('searches the PATH on Linux', () => {
    const env = { PATH: '/usr/local/bin:/usr/bin' }
    expect(findBrowser('linux', env, among('/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome')
  })

  it('prefers Chromium to what is branded', () => {
    const env = { PATH: '/opt/bin:/usr/bin' }
    const there = among('/opt/bin/google-chrome', '/usr/bin/chromium')
    expect(findBrowser('linux', env, there)).toBe('/usr/bin/chromium')
  })

  it('never takes a program from the current folder through an empty PATH entry', () => {
    expect(findBrowser('linux', { PATH: ':/usr/bin:' }, among('chromium', './chromium'))).toBeUndefined()
  })

  it('knows the app folders of macOS, the user’s own too', () => {
    const chrome = '/Users/ann/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
    expect(findBrowser('darwin', { HOME: '/Users/ann' }, among(chrome))).toBe(chrome)
  })

  it('finds Edge, which every Windows has', () => {
    const env = { ProgramFiles: 'C:\\Program Files', 'ProgramFiles(x86)': 'C:\\Program Files (x86)' }
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
    expect(findBrowser('win32', env, among(edge))).toBe(edge)
  })

  it.each(['linux', 'darwin', 'win32'] as const)('says so when there is none on %s', (platform) => {
    expect(findBrowser(platform, {}, () => false)).toBeUndefined()
  })
})
