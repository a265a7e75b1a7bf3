/** What the doctor says about ports: each row spoils one thing of a shop where all is well. */
import { describe, expect, test } from 'vitest'
import { examine } from '../../../cli/doctor/checks.ts'
import type { Port } from '../../../cli/doctor/facts/ports.ts'
import { linux, machine, mendOf, NO_UDEV, port, process, shop, usb, wanted, wrong } from './facts-kit.ts'

const CH340 = usb({ place: '1-3', vendor: '1a86', product: '7523' })
/** A converter chip: it may be a box, or a receipt printer. */
const chip = (more: Partial<Port> = {}) =>
  port({ node: '/dev/ttyUSB0', byId: '/dev/serial/by-id/ch340', usb: CH340, udev: NO_UDEV, ...more })
const named = { source: 'plain:/dev/ttyUSB0=4', path: '/dev/ttyUSB0', node: '/dev/ttyUSB0' }
const wanting = (...sources: readonly (typeof named)[]) => ({ wanted: wanted({ sources }) })

test('a shop where all is well has nothing but good findings', () => {
  expect(examine(shop()).filter(({ severity }) => severity !== 'ok')).toEqual([])
})

describe('devices', () => {
  test('a port with a box’s own ids is known; a converter chip is possible; a foreign HID device is left out', () => {
    const mouse = port({
      kind: 'hid',
      node: '/dev/hidraw0',
      ids: '046d:c077',
      usb: usb({ vendor: '046d', product: 'c077' }),
    })
    const found = examine(machine({ ports: [port(), chip(), mouse] })).filter(({ check }) => check === 'device')
    expect(found.map(({ subject, facts }) => [subject, facts['certainty'], facts['model']])).toEqual([
      ['/dev/ttyACM0', 'known', 'CashierQ button box'],
      ['/dev/ttyUSB0', 'possible', 'CH340 converter'],
    ])
  })

  test('a HID box and a panel are recognised by their ids', () => {
    const device = usb({ vendor: '1209', product: '0002', title: 'CashierQ box' })
    const hid = port({ kind: 'hid', node: '/dev/hidraw1', ids: '1209:0002', usb: device })
    const deck = port({
      kind: 'hid',
      node: '/dev/hidraw2',
      ids: '0fd9:0060',
      usb: usb({ vendor: '0fd9', product: '0060' }),
    })
    const found = examine(machine({ ports: [hid, deck] })).filter(({ check }) => check === 'device')
    expect(found.map(({ facts }) => [facts['certainty'], facts['model']])).toEqual([
      ['known', 'CashierQ button box (HID)'],
      ['possible', 'Elgato Stream Deck'],
    ])
  })

  test('one that the settings name and that is not there is an error that says what is there', () => {
    const absent = { source: 'plain:/dev/serial/by-id/x', path: '/dev/serial/by-id/x' }
    const [finding] = wrong(
      machine({}, { wanted: wanted({ sources: [absent] }), bridge: { kind: 'absent' } }),
      'device',
    )
    expect(finding).toMatchObject({ severity: 'error', subject: '/dev/serial/by-id/x' })
    expect(mendOf(finding)).toContain('/dev/serial/by-id/usb-CashierQ_box_A1-if00')
  })

  test('none at all is a note', () => {
    expect(wrong(machine({ ports: [], usb: [] }), 'device')).toMatchObject([{ severity: 'note', subject: 'USB' }])
  })
})

describe('who may open a port', () => {
  const you = { role: 'you', uid: 1000, name: 'tom', groups: [1000], coming: [] } as const
  const access = (mode: number, gid = 46) => ({ mode, uid: 0, gid, mayUse: false })
  const rules = (form: string) =>
    `cashierq doctor --udev ${form} | sudo tee /etc/udev/rules.d/70-cashierq-${form}.rules && sudo udevadm control --reload && sudo udevadm trigger`

  test.each([
    [
      'a group that one is not in',
      { person: you, ports: [port({ access: access(0o660) })] },
      'sudo usermod -aG plugdev tom',
    ],
    ['dialout', { person: you, ports: [port({ access: access(0o660, 20) })] }, 'sudo usermod -aG dialout tom'],
    [
      'a group that comes with the next log-in',
      { person: { ...you, coming: [{ gid: 46, name: 'plugdev' }] }, ports: [port({ access: access(0o660) })] },
      'Log out and in again',
    ],
    ['root alone, on a server', { person: you, ports: [port({ access: access(0o600, 0) })] }, rules('server')],
    [
      'root alone, at a desktop',
      {
        person: you,
        machine: { container: false, timeSet: true, seatedUid: 1000 },
        ports: [port({ access: access(0o600, 0) })],
      },
      rules('desktop'),
    ],
    [
      'root alone, though the rules are installed',
      {
        person: you,
        ownRules: [{ path: '/etc/udev/rules.d/70-cashierq-server.rules', text: '' }],
        ports: [port({ access: access(0o600) })],
      },
      'sudo udevadm control --reload && sudo udevadm trigger',
    ],
    [
      'the group root, which nobody should join',
      { person: you, ports: [port({ access: access(0o660, 0) })] },
      rules('server'),
    ],
    [
      'a group, in a container',
      { person: you, machine: { container: true, timeSet: true }, ports: [port({ access: access(0o660) })] },
      'Start the container with --group-add 46',
    ],
  ])('%s', (_, more, mend) => {
    const [finding, ...others] = wrong(machine(more), 'permission')
    expect(others).toEqual([])
    expect(finding).toMatchObject({ severity: 'error', subject: '/dev/ttyACM0' })
    expect(mendOf(finding)).toBe(mend)
  })

  test('a container that was not given the device', () => {
    const { access: _, ...without } = port()
    const [finding] = wrong(machine({ ports: [without], machine: { container: true, timeSet: true } }), 'permission')
    expect(mendOf(finding)).toBe('Start the container with --device /dev/ttyACM0')
  })

  describe('the running bridge’s user is the one that counts', () => {
    const service = { role: 'bridge', uid: 990, name: 'cashierq', groups: [990], coming: [] } as const
    const mine = { mode: 0o660, uid: 0, gid: 46, mayUse: true }

    test('though whoever asks may', () => {
      const [finding] = wrong(machine({ person: service, ports: [port({ access: mine })] }), 'permission')
      expect(mendOf(finding)).toBe('sudo usermod -aG plugdev cashierq')
      expect(finding?.mend).toMatchObject({ afterwards: 'then restart the bridge' })
    })

    test.each([
      ['root', { person: { ...service, uid: 0 } }],
      ['a member of the group', { person: { ...service, groups: [990, 46] } }],
      ['the owner', { ports: [port({ access: { ...mine, uid: 990 } })] }],
      [
        'who sits at the machine, and udev lets in',
        {
          machine: { container: false, timeSet: true, seatedUid: 990 },
          ports: [
            port({
              access: mine,
              udev: { properties: new Map([['ID_MM_PORT_IGNORE', '1']]), tags: new Set(['uaccess']) },
            }),
          ],
        },
      ],
    ])('%s may', (_, more) => {
      expect(wrong(machine({ person: service, ports: [port({ access: mine })], ...more }), 'permission')).toEqual([])
    })

    test.each([
      ['a member of a group that may only read', { person: { ...service, groups: [46] }, mode: 0o640 }],
      ['one whom udev lets in only while he sits at the machine', { person: service, mode: 0o660 }],
    ])('%s may not', (_, { person, mode }) => {
      const udev = { properties: new Map([['ID_MM_PORT_IGNORE', '1']]), tags: new Set(['uaccess']) }
      const seat = { container: false, timeSet: true, seatedUid: 1000 }
      const facts = machine({ person, machine: seat, ports: [port({ access: { ...mine, mode }, udev })] })
      expect(wrong(facts, 'permission')).toMatchObject([{ severity: 'error' }])
    })

    test('the owner’s own bits count, not the group’s', () => {
      const odd = { ...mine, mode: 0o060, uid: 990 }
      expect(
        wrong(machine({ person: { ...service, groups: [46] }, ports: [port({ access: odd })] }), 'permission'),
      ).toHaveLength(1)
    })
  })

  test('a port that everybody may write to is a warning', () => {
    const open = port({ access: { mode: 0o666, uid: 0, gid: 46, mayUse: true } })
    expect(wrong(machine({ ports: [open] }), 'permission')).toMatchObject([{ severity: 'warning' }])
  })

  test('of a chip that may be something else it is a note, until the settings name it', () => {
    const denied = chip({ access: access(0o660, 20) })
    expect(wrong(machine({ ports: [denied] }), 'permission')).toMatchObject([{ severity: 'note' }])
    expect(wrong(machine({ ports: [denied] }, wanting(named)), 'permission')).toMatchObject([{ severity: 'error' }])
    const byLink = { ...named, path: '/dev/till-4' }
    expect(wrong(machine({ ports: [denied] }, wanting(byLink)), 'permission')).toMatchObject([{ severity: 'error' }])
  })
})

describe('who holds a port', () => {
  const minicom = process(77, 'minicom')
  const held = (...holders: readonly ReturnType<typeof process>[]) => ({
    processes: { all: [...holders], holders: new Map([['/dev/ttyACM0', holders]]), hidden: 0 },
  })

  test('another program is an error that names it', () => {
    const [finding] = wrong(machine(held(minicom)), 'holder')
    expect(finding).toMatchObject({ severity: 'error', message: expect.stringContaining('minicom (pid 77)') })
    expect(mendOf(finding)).toBe('sudo kill 77')
  })

  test('another program beside the bridge is one too', () => {
    expect(wrong(machine(held(process(5, 'node', { cashierq: 'bridge' }), minicom)), 'holder')).toHaveLength(1)
  })

  test('a port of which nothing is known, while other users’ processes cannot be seen, is a note', () => {
    const processes = { all: [], holders: new Map(), hidden: 120 }
    expect(wrong(machine({ processes }), 'holder')).toMatchObject([{ severity: 'note', subject: 'processes' }])
    expect(wrong(machine({ processes, ports: [] }), 'holder')).toEqual([])
  })
})

describe('the rules for servers give the boxes to plugdev', () => {
  const you = { role: 'you', uid: 1000, name: 'eve', groups: [1000, 20], coming: [] } as const
  const roots = [port({ access: { mode: 0o600, uid: 0, gid: 0, mayUse: false } })]
  const { accounts } = linux()
  const without = { ...accounts, groups: accounts.groups.filter(({ name }) => name !== 'plugdev') }

  test.each([
    [
      'so whoever is not in it is put there',
      { person: you },
      /^sudo usermod -aG plugdev eve && cashierq doctor --udev server/u,
    ],
    [
      'which is made where there is none',
      { person: you, accounts: without },
      /^sudo groupadd plugdev && sudo usermod -aG/u,
    ],
    ['which root does not need', { person: { ...you, uid: 0 } }, /^cashierq doctor --udev server/u],
  ])('%s', (_, more, mend) => {
    const [finding] = wrong(machine({ ports: roots, ...more }), 'permission')
    expect(mendOf(finding)).toMatch(mend)
  })
})

describe('ModemManager', () => {
  const running = (ports: readonly Port[]) => ({
    ports,
    processes: { all: [process(801, 'ModemManager')], holders: new Map(), hidden: 0 },
  })
  const marked = (name: string) => ({ properties: new Map([[name, '1']]), tags: new Set<string>() })

  test('is a warning for a box that it is not told to ignore', () => {
    const found = wrong(machine(running([port({ udev: NO_UDEV })])), 'modem-manager')
    expect(found).toMatchObject([{ severity: 'warning', subject: '/dev/ttyACM0' }])
    expect(mendOf(found[0])).toContain('--udev server')
  })

  test.each([
    ['the port', [port({ udev: marked('ID_MM_PORT_IGNORE') })]],
    ['its USB device', [port({ udev: NO_UDEV, usb: usb({ udev: marked('ID_MM_DEVICE_IGNORE') }) })]],
    ['a HID device, which it never opens,', [port({ kind: 'hid', udev: NO_UDEV })]],
  ])('is well where %s is marked', (_, ports) => {
    expect(wrong(machine(running(ports)), 'modem-manager')).toEqual([])
  })

  test('that does not run is not spoken of', () => {
    expect(
      examine(machine({ ports: [port({ udev: NO_UDEV })] })).filter(({ check }) => check === 'modem-manager'),
    ).toEqual([])
  })
})

describe('brltty', () => {
  const rule = (text: string) => ({ brlttyRules: [{ path: '/usr/lib/udev/rules.d/85-brltty.rules', text }] })
  const takes = rule('# Braille\nENV{PRODUCT}=="1a86/7523/*", ENV{BRLTTY_BRAILLE_DRIVER}="bm"\n')

  test('has taken a chip that has no port any more', () => {
    const [finding] = wrong(machine({ ...takes, ports: [], usb: [CH340] }), 'brltty')
    expect(finding).toMatchObject({ severity: 'warning', subject: 'USB 1-3' })
    expect(mendOf(finding)).toContain('sudo ln -s /dev/null /etc/udev/rules.d/85-brltty.rules')
  })

  test('may take a chip that still has its port', () => {
    expect(wrong(machine({ ...takes, ports: [chip()], usb: [CH340] }), 'brltty')).toMatchObject([{ severity: 'note' }])
    const ours = machine({ ...takes, ports: [chip()], usb: [CH340] }, wanting(named))
    expect(wrong(ours, 'brltty')).toMatchObject([{ severity: 'error', subject: '/dev/ttyUSB0' }])
  })

  test.each([
    ['is a comment', rule('#ENV{PRODUCT}=="1a86/7523/*"\n')],
    ['is about another chip', rule('ENV{PRODUCT}=="1a86/7522/*"\n')],
    ['is not installed', { brlttyRules: [] }],
  ])('is well where its rule %s', (_, rules) => {
    expect(wrong(machine({ ...rules, ports: [chip()], usb: [CH340] }), 'brltty')).toEqual([])
  })

  test('takes it without a rule as well, while it runs', () => {
    const running = { processes: { all: [process(9, 'brltty')], holders: new Map(), hidden: 0 }, usb: [CH340] }
    const [finding] = wrong(machine({ ...running, ports: [chip()] }, wanting(named)), 'brltty')
    expect(finding).toMatchObject({ severity: 'error', subject: '/dev/ttyUSB0' })
    expect(mendOf(finding)).toBe('sudo systemctl mask --now brltty')
  })

  test('drops zeros in front: 0403:6001 is 403/6001 to it', () => {
    const ftdi = usb({ vendor: '0403', product: '6001', place: '1-4' })
    const found = wrong(machine({ ...rule('ENV{PRODUCT}=="403/6001/*"'), ports: [], usb: [ftdi] }), 'brltty')
    expect(found).toHaveLength(1)
  })
})

describe('a chip without a port', () => {
  test('lacks its driver', () => {
    const [finding] = wrong(machine({ ports: [], usb: [CH340] }), 'driver')
    expect(finding).toMatchObject({ severity: 'error', subject: 'USB 1-3' })
    expect(mendOf(finding)).toBe('sudo modprobe ch341')
  })

  test('is nothing where it has one, or is no serial chip', () => {
    const mouse = usb({ place: '1-9', vendor: '046d', product: 'c077' })
    expect(wrong(machine({ ports: [chip()], usb: [CH340, mouse] }), 'driver')).toEqual([])
  })
})

describe('an FTDI chip', () => {
  test('that holds bytes back is a warning with a rule that lasts', () => {
    const [finding] = wrong(machine({ ports: [port({ latencyMs: 16 })] }), 'latency')
    expect(finding).toMatchObject({ severity: 'warning', facts: { latencyMs: 16 } })
    expect(mendOf(finding)).toMatch(/^echo 'SUBSYSTEM=="usb-serial", .*ATTR\{latency_timer\}="1"' \| sudo tee /u)
  })

  test('at 1 ms is well', () => {
    expect(wrong(machine({ ports: [port({ latencyMs: 1 })] }), 'latency')).toEqual([])
  })
})

test('a box that is put to sleep is a warning', () => {
  const sleepy = port({ usb: usb({ sleepsAfterMs: 2_000 }) })
  const [finding] = wrong(machine({ ports: [sleepy] }), 'sleep')
  expect(finding).toMatchObject({ severity: 'warning', facts: { sleepsAfterMs: 2_000 } })
  expect(mendOf(finding)).toContain('ATTR{power/control}="on"')
})

describe('boxes that look the same to the computer', () => {
  const { serial: _, ...anonymous } = CH340
  const first = chip({ usb: anonymous })
  const second = chip({ node: '/dev/ttyUSB1', usb: { ...anonymous, place: '1-4' } })

  test('are noted', () => {
    const found = wrong(machine({ ports: [first, second] }), 'twins')
    expect(found).toMatchObject([{ severity: 'note', subject: '/dev/ttyUSB0, /dev/ttyUSB1' }])
  })

  test('are none where their serial numbers differ', () => {
    const other = chip({ node: '/dev/ttyUSB1', usb: { ...CH340, serial: 'B2' } })
    expect(wrong(machine({ ports: [chip(), other] }), 'twins')).toEqual([])
  })
})

describe('what the doctor cannot look at', () => {
  test('another system than Linux is said once, and nothing else is made up', () => {
    const found = examine(shop({ local: { kind: 'not_linux', platform: 'win32' } }))
    expect(found.filter(({ severity }) => severity !== 'ok')).toMatchObject([
      { check: 'system', severity: 'note', facts: { platform: 'win32' } },
    ])
  })

  test('an unreadable file is a note of its own', () => {
    const { unreadable: _, ...rest } = linux()
    const facts = machine({ ...rest, unreadable: new Map([['/run/udev/data/c188:0', 'EACCES']]) })
    const [finding] = wrong(facts, 'system')
    expect(finding).toMatchObject({ severity: 'note', subject: '/run/udev/data/c188:0' })
    expect(mendOf(finding)).toBe('sudo -E cashierq doctor')
  })
})
