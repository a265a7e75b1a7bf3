/**
 * brltty drives braille displays. Some have the very converter chips that button boxes have, so its udev rule, or
 * brltty itself while it runs, takes these chips: their port vanishes a moment after it has come.
 */
import { serialModelOf } from '../../../firmware-bridge/models/serial-models.ts'
import type { RuleFile } from '../facts/udev.ts'
import type { UsbDevice } from '../facts/usb.ts'
import { type Facts, type Linux, onLinux } from '../facts.ts'
import type { Judgement, Mend } from '../finding.ts'
import { quoted, run } from '../mend.ts'
import { portsOf } from '../relevance.ts'

export const judgeBrltty = onLinux((linux, facts: Facts): Judgement[] =>
  linux.usb.flatMap((device) => {
    const taker = serialModelOf(device) && takerOf(linux, device)
    return taker ? [judge(linux, facts, device, taker)] : []
  }),
)

/** What takes the device: a rule of udev's, or the program, which looks for displays by itself. */
type Taker = { readonly kind: 'rule'; readonly rule: RuleFile } | { readonly kind: 'program' }

/** Chips that brltty's own drivers claim, whatever the rules say: CH340, CP210x, PL2303 and FTDI's. */
const CLAIMED = ['1a86:7523', '10c4:ea60', '10c4:ea80', '067b:2303', '0403:6001']

function takerOf({ brlttyRules, processes }: Linux, device: UsbDevice): Taker | undefined {
  const rule = brlttyRules.find((file) => takes(file, device))
  if (rule) return { kind: 'rule', rule }
  const running = processes.all.some(({ name }) => name === 'brltty')
  return running && CLAIMED.includes(`${device.vendor}:${device.product}`) ? { kind: 'program' } : undefined
}

/** Lines such as `ENV{PRODUCT}=="1a86/7523/*", …`; zeros in front are left out, and many lines are commented out. */
function takes({ text }: RuleFile, { vendor, product }: UsbDevice): boolean {
  const short = (id: string) => id.replace(/^0+/u, '')
  const wanted = `"${short(vendor)}/${short(product)}/`
  return text.split('\n').some((line) => !line.trimStart().startsWith('#') && line.toLowerCase().includes(wanted))
}

/** A chip without a port may be a real braille display's: that alone is no error of the shop. */
function judge({ ports }: Linux, facts: Facts, { vendor, product, place }: UsbDevice, taker: Taker): Judgement {
  const port = ports.find(({ usb }) => usb?.place === place)
  const ours = portsOf(facts).some((known) => known.port === port && known.relevance === 'ours')
  const who = taker.kind === 'rule' ? `brltty's rule ${nameOf(taker.rule)}` : 'brltty, which runs,'
  const what = port
    ? `${who} takes this chip for a braille display: the port may vanish at any time`
    : `${who} has taken this chip for a braille display: it has no serial port any more`
  return {
    severity: port === undefined ? 'warning' : ours ? 'error' : 'note',
    subject: port?.node ?? `USB ${place}`,
    message: `${what} (${vendor}:${product})`,
    mend: mendFor(taker),
    facts: { rule: taker.kind === 'rule' ? taker.rule.path : null, ids: `${vendor}:${product}` },
  }
}

/** Masked so, neither comes back with the next update. */
function mendFor(taker: Taker): Mend {
  const afterwards = 'then plug it in again (not where somebody reads braille: there use a box with another chip)'
  if (taker.kind === 'program') return run('sudo systemctl mask --now brltty', afterwards)
  const hidden = `/etc/udev/rules.d/${quoted(nameOf(taker.rule))}`
  const commands = [`sudo ln -s /dev/null ${hidden}`, 'sudo udevadm control --reload', "sudo systemctl stop 'brltty*'"]
  return run(commands.join(' && '), afterwards)
}

function nameOf({ path }: RuleFile): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
