/** Whether the kernel puts a box's USB device to sleep: the first press only wakes it, and may be lost. */
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { addRule } from '../mend.ts'
import { portsOf } from '../relevance.ts'
import { duration } from '../words.ts'

export function judgeSleep(facts: Facts): Judgement[] {
  return portsOf(facts).flatMap(({ port: { node, usb }, relevance }): Judgement[] => {
    if (!usb) return []
    const { sleepsAfterMs, place, vendor, product } = usb
    const about = { subject: node, facts: { sleepsAfterMs: sleepsAfterMs ?? null, usbSocket: place } }
    if (sleepsAfterMs === undefined) return [{ severity: 'ok', ...about, message: 'it is never put to sleep' }]
    const rule = `SUBSYSTEM=="usb", ATTR{idVendor}=="${vendor}", ATTR{idProduct}=="${product}", ATTR{power/control}="on"`
    return [
      {
        severity: relevance === 'ours' ? 'warning' : 'note',
        ...about,
        message: `the kernel puts it to sleep after ${duration(sleepsAfterMs)} idle: the first press may only wake it`,
        mend: addRule(`awake-${vendor}-${product}`, rule),
      },
    ]
  })
}
