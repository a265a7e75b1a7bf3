/**
 * udev rules for everything that the bridge can read, made from the models.
 *
 * `server`: the group plugdev, to which the bridge's user belongs, may use the devices. `desktop`: whoever sits at the
 * machine may. Never everybody: who can read a box can also write to it.
 */
import { HID_MODELS } from './hid-models.ts'
import { PANELS } from './panel-models.ts'
import { SERIAL_MODELS } from './serial-models.ts'

export const UDEV_FORMS = ['server', 'desktop'] as const
export type UdevForm = (typeof UDEV_FORMS)[number]
export type UsbIds = { readonly vendorId: number; readonly productId: number }

/** uaccess is given out by 73-seat-late.rules, so the file must come before it. */
export function udevFile(form: UdevForm): string {
  return `70-cashierq-${form}.rules`
}

/** `pads`: number pads that a source names. Their keys are kept from the desktop; no other keyboard is touched. */
export function udevRules(form: UdevForm, pads: readonly UsbIds[] = []): string {
  const rights = RIGHTS[form]
  const sections = [HEADS[form], LEAVE_REMOVED, serialRules(form), hidRules(rights), padRules(rights, pads), END]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

const RIGHTS: { readonly [form in UdevForm]: string } = {
  server: 'GROUP="plugdev", MODE="0660"',
  desktop: 'TAG+="uaccess"',
}

/** A port that may be a printer's keeps its group: who prints through it must not lose it to us. */
const RIGHTS_OF_ASKED: typeof RIGHTS = { ...RIGHTS, server: '' }

const ASKED_NOTES: typeof RIGHTS = {
  server: `# Boards and converters that are in other devices too (printers, scales) keep their group, on Debian dialout: the
# bridge's user needs both groups.`,
  desktop: '',
}

const INSTALL = `# Made by "npm run udev" from firmware-bridge/models; changes made here are lost.
# Copy it to /etc/udev/rules.d, then: sudo udevadm control --reload && sudo udevadm trigger`

const HEADS: { readonly [form in UdevForm]: string } = {
  server: `# CashierQ on a server: members of the group plugdev may use the button boxes.\n${INSTALL}`,
  desktop: `# CashierQ on a desktop: whoever sits at the machine may use the button boxes.\n${INSTALL}`,
}

const LEAVE_REMOVED = 'ACTION=="remove", GOTO="cashierq_end"'
const END = 'LABEL="cashierq_end"'

const SERIAL_NOTE = `# Serial ports. ModemManager tries modem commands on every new port, which a box counts as garbage: it is told to leave
# these alone. brltty takes some converters (CH340, CP2102, FTDI) for Braille displays and the port vanishes; no rule
# here can stop it. Where nobody needs it: sudo apt-get remove brltty, or mask brltty-udev.service.`

function serialRules(form: UdevForm): string {
  const rules = SERIAL_MODELS.flatMap(({ vendor, product, name, use }) => {
    const ids = (key: string) =>
      [`${key}{idVendor}=="${vendor}"`, ...(product === undefined ? [] : [`${key}{idProduct}=="${product}"`])].join(
        ', ',
      )
    const rights = use === 'ask' ? RIGHTS_OF_ASKED[form] : RIGHTS[form]
    const port = `SUBSYSTEM=="tty", SUBSYSTEMS=="usb", ${ids('ATTRS')}, ENV{ID_MM_PORT_IGNORE}="1"`
    return [
      `# ${name}`,
      `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${ids('ATTR')}, ENV{ID_MM_DEVICE_IGNORE}="1"`,
      rights === '' ? port : `${port}, ${rights}`,
    ]
  })
  return [SERIAL_NOTE, ASKED_NOTES[form], ...rules].filter((line) => line !== '').join('\n')
}

function hidRules(rights: string): string {
  const models = HID_MODELS.flatMap(({ title, vendorId, productId, product }) => [
    `# ${title}`,
    `${hidraw(vendorId, [productId])}${product === undefined ? '' : `, ATTRS{product}=="${product}*"`}, ${rights}`,
  ])
  const panels = PANELS.flatMap(({ title, vendorId, productIds }) => [
    `# ${title}`,
    `${hidraw(vendorId, productIds)}, ${rights}`,
  ])
  return ['# HID boxes and panels.', ...models, ...panels].join('\n')
}

function padRules(rights: string, pads: readonly UsbIds[]): string {
  if (pads.length === 0) return ''
  const rules = pads.flatMap(({ vendorId, productId }) => [
    `${hidraw(vendorId, [productId])}, ${rights}`,
    `SUBSYSTEM=="input", KERNEL=="event[0-9]*", ${ids(vendorId, [productId])}, ENV{LIBINPUT_IGNORE_DEVICE}="1"`,
  ])
  return [
    '# Number pads that a source names: what is typed there is for the bridge, not for the desktop.',
    ...rules,
  ].join('\n')
}

function hidraw(vendorId: number, productIds: readonly number[]): string {
  return `SUBSYSTEM=="hidraw", ${ids(vendorId, productIds)}`
}

function ids(vendorId: number, productIds: readonly number[]): string {
  return `ATTRS{idVendor}=="${hex(vendorId)}", ATTRS{idProduct}=="${productIds.map(hex).join('|')}"`
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0')
}
