import { describe, expect, it } from 'vitest'
import { parseArguments } from '../../main/arguments.ts'

describe('the arguments of the kiosk', () => {
  it('takes the address of the screen', () => {
    const parsed = parseArguments(['electron', '.', '--relay=http://10.0.0.5:8000/?store=main'])
    expect(parsed).toMatchObject({ kind: 'ok', windowed: false, language: 'en' })
    expect(parsed.kind === 'ok' && parsed.relay.href).toBe('http://10.0.0.5:8000/?store=main')
  })

  it('leaves the switches of Electron and Chromium alone', () => {
    const argv = ['electron', '--no-sandbox', '--inspect=0', '.', '--relay=https://queue.example/', '--enable-logging']
    expect(parseArguments(argv)).toMatchObject({ kind: 'ok' })
  })

  it('opens an ordinary window when asked', () => {
    expect(parseArguments(['--windowed', '--relay=http://a/'])).toMatchObject({ kind: 'ok', windowed: true })
  })

  it('reads the language of the waiting page', () => {
    expect(parseArguments(['--relay=http://a/', '--language=ar'])).toMatchObject({ kind: 'ok', language: 'ar' })
  })

  it('lets the last of several addresses count', () => {
    const parsed = parseArguments(['--relay=http://first/', '--relay=http://last/'])
    expect(parsed.kind === 'ok' && parsed.relay.hostname).toBe('last')
  })

  it.each([
    ['nothing', []],
    ['a word', ['--relay=localhost']],
    ['an empty address', ['--relay=']],
    ['a file', ['--relay=file:///etc/passwd']],
    ['a script', ['--relay=javascript:alert(1)']],
    ['a page of its own', ['--relay=data:text/html,hello']],
    ['a host without scheme', ['--relay=localhost:8000']],
  ])('refuses %s', (_what, argv) => {
    expect(parseArguments(argv)).toMatchObject({ kind: 'bad', reason: expect.stringContaining('--relay=') })
  })
})
