/** ModemManager opens new serial ports and says `AT` to them, to see whether they are modems. */

import type { Port } from '../facts/ports.ts'
import { type Facts, onLinux } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { applyRules } from '../mend.ts'
import { portsOf } from '../relevance.ts'

export const judgeModemManager = onLinux((linux, facts: Facts): Judgement[] => {
  const running = linux.processes.all.find(({ name }) => name === 'ModemManager')
  if (!running) return []
  const serial = portsOf(facts).filter(({ port }) => port.kind === 'serial')
  return serial.map(({ port, relevance }) => {
    const about = { subject: port.node, facts: { pid: running.pid, ignored: isIgnored(port) } }
    if (isIgnored(port)) return { severity: 'ok', ...about, message: 'ModemManager is told to leave it alone' }
    const message = 'ModemManager runs and tries each new port for a modem: for some seconds presses can be garbled'
    return { severity: relevance === 'ours' ? 'warning' : 'note', ...about, message, mend: applyRules(linux) }
  })
})

/** The mark may stand at the port or at its USB device. */
function isIgnored({ udev, usb }: Port): boolean {
  return [udev, usb?.udev].some((record) =>
    ['ID_MM_DEVICE_IGNORE', 'ID_MM_PORT_IGNORE'].some((name) => record?.properties.get(name) === '1'),
  )
}
