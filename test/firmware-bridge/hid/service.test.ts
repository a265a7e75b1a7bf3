import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSource } from '../../../firmware-bridge/sources/source-spec.ts'
import { folder } from '../../helpers/bridge-kit.ts'

const UNIT = 'cashierq-bridge.service'
const text = readFileSync(join('deploy', 'systemd', UNIT), 'utf8')

function valuesOf(key: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []))
}

describe("the bridge's service", () => {
  it('reads sources that there are', () => {
    const sources = [...(valuesOf('ExecStart')[0] ?? '').matchAll(/--source (\S+)/gu)].map(([, source = '']) => source)
    expect(sources.map((source) => parseSource(source).kind)).toEqual(['serial', 'hid'])
  })

  it('may use the classes of devices that the bridge reads, whose modules are loaded before', () => {
    expect(valuesOf('DeviceAllow')).toEqual(['char-ttyACM rw', 'char-ttyUSB rw', 'char-hidraw rw'])
    const modules = 'modprobe@hid.service modprobe@cdc_acm.service modprobe@usbserial.service'
    for (const key of ['Wants', 'After']) expect(valuesOf(key)).toContain(modules)
  })

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('is taken by systemd itself', async () => {
    const file = join(await folder(), UNIT)
    await writeFile(file, text.replace('/usr/bin/node', process.execPath))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
    // systemd before 254 does not know the two keys of the backoff.
    const complaints = stderr.split('\n').filter((line) => line.includes(UNIT) && !/Unknown key.* 'Restart/u.test(line))
    expect(complaints).toEqual([])
    expect(status).toBe(0)
  })
})
