import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../cli/arguments.ts'
import { COMMAND_NAMES, COMMANDS } from '../../cli/commands.ts'
import { commandHelp, generalHelp } from '../../cli/help.ts'
import { SOURCE_FORMS } from '../../firmware-bridge/sources/source-spec.ts'
import { SETTINGS } from '../../platform/settings.ts'

describe('the command line', () => {
  test('names a command and its settings', () => {
    expect(parseCommandLine(['relay', '--port', '9000'], {})).toMatchObject({
      kind: 'run',
      command: 'relay',
      settings: { port: 9000 },
    })
  })

  test('may repeat a source', () => {
    const invocation = parseCommandLine(['up', '--source', 'plain:a', '--source', 'plain:b=3'], {})
    expect(invocation).toMatchObject({ settings: { sources: ['plain:a', 'plain:b=3'] } })
  })

  test('knows what is a command of its own: pairing, recording, the doctor and his rules', () => {
    expect(parseCommandLine(['bridge', '--assign', '--record', 'day.jsonl'], {})).toMatchObject({
      flags: { assign: true, record: 'day.jsonl' },
    })
    expect(parseCommandLine(['up', '--record', 'day.jsonl'], {})).toMatchObject({ flags: { record: 'day.jsonl' } })
    expect(parseCommandLine(['doctor', '--json'], {})).toMatchObject({ command: 'doctor', flags: { json: true } })
    expect(parseCommandLine(['doctor', '--udev', 'server'], {})).toMatchObject({ flags: { udev: 'server' } })
    expect(() => parseCommandLine(['up', '--assign'], {})).toThrow(expect.objectContaining({ code: 'bad_usage' }))
  })

  test('hands on what follows --', () => {
    expect(parseCommandLine(['kiosk', '--', '--no-sandbox', '--help'], {})).toMatchObject({
      kind: 'run',
      passedOn: ['--no-sandbox', '--help'],
    })
  })

  test.each([
    [['dance'], /there is no command "dance"/u],
    [['up', '--dance'], /--dance/u],
    [['up', 'now'], /now/u],
    [['relay', '--source', 'plain:a'], /--source/u],
    [['relay', '--', '--no-sandbox'], /passes nothing on/u],
  ])('%j is refused', (argv, message) => {
    expect(() => parseCommandLine(argv, {})).toThrow(message)
    expect(() => parseCommandLine(argv, {})).toThrow(expect.objectContaining({ code: 'bad_usage' }))
  })
})

describe('the settings as they were given', () => {
  const given = (...argv: string[]) => {
    const invocation = parseCommandLine(argv, {})
    return invocation.kind === 'run' ? invocation.given : undefined
  }

  test('are in one form, however they were written, for a program that is started with the same', () => {
    expect(given('kiosk', '--relay', 'http://a:1', '--volume=08:00=1')).toEqual([
      '--relay=http://a:1',
      '--volume=08:00=1',
    ])
  })

  test('come out the same when they are read again', () => {
    const once = given('up', '--source', 'plain:a', '--source=plain:b=3', '--screen-name=--odd = name') ?? []
    expect(once).toEqual(['--source=plain:a', '--source=plain:b=3', '--screen-name=--odd = name'])
    expect(given('up', ...once)).toEqual(once)
  })

  test('begin with their file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cashierq-given-'))
    const file = join(folder, 'a=b.json')
    writeFileSync(file, '{}')
    expect(given('kiosk', '--theme=light', '--config', file)).toEqual([`--config=${file}`, '--theme=light'])
    rmSync(folder, { recursive: true })
  })

  test('have none that nobody gave, none of the environment, and no flag that is no setting', () => {
    expect(given('kiosk', '--windowed', '--setup', '--', '--no-sandbox')).toEqual([])
    const invocation = parseCommandLine(['kiosk'], { CASHIERQ_THEME: 'light' })
    expect(invocation).toMatchObject({ given: [], settings: { theme: 'light' } })
  })
})

describe('help', () => {
  test('is asked for with --help, -h, help or nothing', () => {
    for (const argv of [['--help'], ['-h'], ['help'], []]) {
      expect(parseCommandLine(argv, {})).toEqual({ kind: 'help', command: undefined })
    }
    expect(parseCommandLine(['up', '--help'], {})).toEqual({ kind: 'help', command: 'up' })
  })

  test('names every command, and for each every flag and variable it reads', () => {
    for (const name of COMMAND_NAMES) {
      expect(generalHelp()).toContain(COMMANDS[name].summary)
      for (const setting of COMMANDS[name].settings) {
        const { flag, env } = SETTINGS[setting]
        if (flag !== undefined) expect(commandHelp(name)).toContain(`--${flag} `)
        if (env !== undefined) expect(commandHelp(name)).toContain(env)
      }
    }
  })

  test('names every kind of source where there are sources, and nowhere else', () => {
    for (const form of SOURCE_FORMS) {
      for (const name of ['up', 'bridge'] as const) expect(commandHelp(name)).toContain(form)
      expect(commandHelp('relay')).not.toContain(form)
    }
  })

  test('tells of a setting that only the file can hold', () => {
    expect(commandHelp('bridge')).toContain('(boxes)')
  })
})
