/** The doctor's readers, against fake machines in folders. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFolder } from '../../../cli/doctor/facts/folder.ts'
import { readMachine } from '../../../cli/doctor/facts/machine.ts'
import { idsOf, personOf, readAccounts } from '../../../cli/doctor/facts/person.ts'
import { type Port, readPorts } from '../../../cli/doctor/facts/ports.ts'
import { readProcesses } from '../../../cli/doctor/facts/processes.ts'
import { Tree } from '../../../cli/doctor/facts/tree.ts'
import { readRules } from '../../../cli/doctor/facts/udev.ts'
import { readUsbDevices } from '../../../cli/doctor/facts/usb.ts'
import { readLinux } from '../../../cli/doctor/gather.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'
import { type Leaf, MACHINE, plant, processFiles } from './fake-tree.ts'

const folder = tempDirs()

async function rooted(...leaves: readonly { readonly [path: string]: Leaf }[]): Promise<string> {
  const root = await folder()
  for (const some of leaves) await plant(root, some)
  return root
}

describe('ports', () => {
  const portsOf = async () => readPorts(new Tree(await rooted(MACHINE)))
  const at = async (node: string) => (await portsOf()).find((port) => port.node === node)

  test('are those on USB and the HID devices; consoles and the PC’s own ports are left out', async () => {
    expect((await portsOf()).map(({ kind, node }) => [kind, node])).toEqual([
      ['serial', '/dev/ttyACM0'],
      ['serial', '/dev/ttyUSB0'],
      ['hid', '/dev/hidraw0'],
    ])
  })

  test('have their ids, their stable links, their driver and what udev knows', async () => {
    expect(await at('/dev/ttyACM0')).toEqual({
      kind: 'serial',
      node: '/dev/ttyACM0',
      byId: '/dev/serial/by-id/usb-CashierQ_box_A1-if00',
      byPath: '/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0',
      driver: 'cdc_acm',
      title: 'CashierQ box',
      ids: '1209:0001',
      usb: expect.objectContaining({ place: '1-2', vendor: '1209', product: '0001', serial: 'A1' }),
      access: expect.objectContaining({ mode: expect.any(Number), mayUse: true }),
      udev: { properties: new Map([['ID_MM_PORT_IGNORE', '1']]), tags: new Set(['uaccess']) },
    } satisfies Port)
  })

  test('of an FTDI chip tell how long it holds bytes back', async () => {
    expect(await at('/dev/ttyUSB0')).toMatchObject({ latencyMs: 16, driver: 'ftdi_sio', ids: '0403:6001' })
  })

  test('have what udev knows of their USB device, and whether it sleeps', async () => {
    const port = await at('/dev/ttyUSB0')
    expect(port?.usb?.udev.properties.get('ID_MM_DEVICE_IGNORE')).toBe('1')
    expect(port?.usb?.sleepsAfterMs).toBe(2_000)
    expect((await at('/dev/ttyACM0'))?.usb).not.toHaveProperty('sleepsAfterMs')
  })

  test('never sleep where the delay is negative', async () => {
    const root = await rooted(MACHINE)
    await writeFile(join(root, 'sys/devices/pci0/usb1/1-3.1/power/autosuspend_delay_ms'), '-1\n')
    expect((await readUsbDevices(new Tree(root)))[1]).not.toHaveProperty('sleepsAfterMs')
  })

  test('that are not on USB have the ids that HID tells, and no node where /dev has none', async () => {
    const port = await at('/dev/hidraw0')
    expect(port).toMatchObject({ ids: '16c0:05df', title: 'CashierQ box' })
    expect(port).not.toHaveProperty('usb')
    expect(port).not.toHaveProperty('access')
  })

  test('that the settings name are looked at, whatever they are', async () => {
    const root = await rooted(MACHINE, { '/dev/ttyS0': '', '/dev/pts/7': '' })
    const ports = await readPorts(new Tree(root), ['/dev/ttyS0', '/dev/pts/7', '/dev/ttyACM0'])
    expect(ports.map(({ node }) => node)).toEqual([
      '/dev/ttyACM0',
      '/dev/ttyS0',
      '/dev/ttyUSB0',
      '/dev/hidraw0',
      '/dev/pts/7',
    ])
    expect(ports.at(-1)).toMatchObject({ kind: 'serial', access: { mayUse: true } })
  })

  test('count as people count', async () => {
    const named = (name: string) => ({
      [`/sys/devices/usb1/1-1/${name}/device`]: { to: '..' },
      [`/sys/class/tty/${name}`]: { to: `../../devices/usb1/1-1/${name}` },
    })
    const ports = await readPorts(new Tree(await rooted(named('ttyUSB10'), named('ttyUSB2'))))
    expect(ports.map(({ node }) => node)).toEqual(['/dev/ttyUSB2', '/dev/ttyUSB10'])
  })
})

test('USB devices are those that are plugged in, not their interfaces', async () => {
  const devices = await readUsbDevices(new Tree(await rooted(MACHINE)))
  expect(devices.map(({ place, vendor }) => [place, vendor])).toEqual([
    ['1-2', '1209'],
    ['1-3.1', '0403'],
  ])
})

describe('processes', () => {
  const PORTS = new Set(['/dev/ttyUSB0'])

  test('that have a port open are found', async () => {
    const root = await rooted(
      processFiles(10, 'minicom', { open: ['/dev/pts/1', '/dev/ttyUSB0'] }),
      processFiles(11, 'bash', { open: ['/dev/pts/1'] }),
    )
    const { holders } = await readProcesses(root, PORTS)
    expect(holders.get('/dev/ttyUSB0')?.map(({ pid, name }) => [pid, name])).toEqual([[10, 'minicom']])
  })

  test('are called by program and script, never by their other arguments: those may hold passwords', async () => {
    const root = await rooted(
      processFiles(1, 'redis-server', { command: ['/usr/bin/redis-server', '--requirepass', 'hidden'] }),
      processFiles(2, 'python3', { command: ['/usr/bin/python3', '/opt/read.py', '--password', 'hidden'] }),
      processFiles(3, 'node', { command: ['node', '-e', 'hidden'] }),
    )
    const { all } = await readProcesses(root, PORTS)
    expect(all.map(({ label }) => label)).toEqual(['redis-server', 'python3 read.py', 'node'])
  })

  test.each([
    [['node', '/opt/cashierq/dist/cli/main.js', 'bridge', '--store', 'x'], 'bridge'],
    [['/usr/bin/env', 'cashierq', 'up'], 'up'],
    [['vim', 'main.js'], undefined],
  ])('of ours are known by their command: %j', async (command, cashierq) => {
    const { all } = await readProcesses(await rooted(processFiles(7, 'node', { command })), PORTS)
    expect(all[0]?.cashierq).toBe(cashierq)
  })
})

describe('who opens the ports', () => {
  const FILES = {
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ntom:x:1000:1000::/home/tom:/bin/bash\n',
    '/etc/group': 'root:x:0:\ndialout:x:20:tom,eve\nplugdev:x:46:tom\nvideo:x:44:tom\n',
  }

  test('is known by name, with the groups it has and those that come with the next log-in', async () => {
    const tree = new Tree(await rooted(FILES, processFiles(412, 'node')))
    const accounts = await readAccounts(tree)
    const ids = await idsOf(tree, 412)
    expect(ids).toEqual({ uid: 1000, groups: [1000, 20, 46] })
    const person = personOf('bridge', ids ?? { uid: 0, groups: [] }, accounts)
    expect(person).toMatchObject({ name: 'tom', coming: [{ gid: 44, name: 'video' }] })
  })

  test('is nobody once the process has ended', async () => {
    expect(await idsOf(new Tree(await rooted(FILES)), 412)).toBeUndefined()
  })
})

describe('the machine', () => {
  test.each([
    ['a container', { '/run/.containerenv': '' }, { container: true, timeSet: false }],
    [
      'a desktop',
      { '/run/systemd/seats/seat0': 'ACTIVE=c1\nACTIVE_UID=1000\n' },
      { container: false, timeSet: false, seatedUid: 1000 },
    ],
    ['a server whose clock was set', { '/run/systemd/timesync/synchronized': '' }, { container: false, timeSet: true }],
  ])('is %s', async (_, leaves, machine) => {
    expect(await readMachine(new Tree(await rooted(leaves)))).toEqual(machine)
  })
})

test('of udev’s rules the folder of the administrator counts first, and hides the others’', async () => {
  const root = await rooted({
    '/usr/lib/udev/rules.d/85-brltty.rules': 'taken',
    '/usr/lib/udev/rules.d/60-serial.rules': 'other',
    '/usr/lib/udev/rules.d/90-brltty-uinput.rules': 'kept',
    '/etc/udev/rules.d/85-brltty.rules': '',
  })
  expect(await readRules(new Tree(root), 'brltty')).toEqual([
    { path: '/etc/udev/rules.d/85-brltty.rules', text: '' },
    { path: '/usr/lib/udev/rules.d/90-brltty-uinput.rules', text: 'kept' },
  ])
})

describe('the data folder', () => {
  test('that is there tells its mode and its disk', async () => {
    const path = await folder()
    await chmod(path, 0o750)
    expect(await readFolder(path)).toMatchObject({ kind: 'there', mode: 0o750, disk: { free: expect.any(Number) } })
  })

  test('that is not there is judged by where it will be made', async () => {
    const path = await folder()
    expect(await readFolder(join(path, 'a', 'b'))).toMatchObject({ kind: 'absent', parent: path })
  })

  test('below a file can never be', async () => {
    const file = join(await folder(), 'file')
    await writeFile(file, '')
    expect(await readFolder(join(file, 'data'))).toEqual({ kind: 'unusable', problem: 'ENOTDIR' })
    expect(await readFolder(file)).toEqual({ kind: 'unusable', problem: 'ENOTDIR' })
  })
})

describe('what cannot be read', () => {
  test('is no error where it is not there: a machine with nothing on it has nothing', async () => {
    const root = await folder()
    const linux = await readLinux(new Tree(root), root, { kind: 'absent' })
    expect(linux).toMatchObject({ ports: [], usb: [], processes: { all: [], hidden: 0 } })
    expect([...linux.unreadable]).toEqual([])
  })

  test('is remembered with its reason where it is there', async () => {
    const root = await rooted(MACHINE)
    // A folder in a file's place is unreadable for root as well.
    await mkdir(join(root, 'run/udev/data/c188:0'), { recursive: true })
    const tree = new Tree(root)
    await readPorts(tree)
    expect([...tree.unreadable]).toEqual([['/run/udev/data/c188:0', 'EISDIR']])
  })
})
