/** Which ports there are, and whether the ones that the settings name are plugged in. */

import type { Port } from '../facts/ports.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand } from '../mend.ts'
import { modelOf, portsOf } from '../relevance.ts'
import { count } from '../words.ts'

export function judgeDevices(facts: Facts): Judgement[] {
  if (facts.local.kind !== 'linux') return []
  const seen = portsOf(facts).map(({ port, relevance }) => describePort(port, relevance))
  const missing = judgeNamed(facts)
  if (seen.length + missing.length > 0) return [...missing, ...seen]
  const others = facts.local.usb.length
  const there = others === 0 ? '' : ` (${count(others, 'other USB device')} found)`
  const message = `no button box is plugged in${there}: only simulated buttons work`
  return [{ severity: 'note', subject: 'USB', message, facts: { usbDevices: others } }]
}

function describePort(port: Port, relevance: 'ours' | 'maybe'): Judgement {
  const { node, kind, ids, byId, byPath, driver, usb, title } = port
  const model = modelOf(port)
  const certainty = relevance === 'ours' ? 'known' : 'possible'
  const what = model?.name ?? (title || 'a serial port')
  const place = usb ? `, USB socket ${usb.place}` : ''
  return {
    severity: 'ok',
    subject: node,
    message: `${certainty === 'known' ? '' : 'possible box: '}${what}${ids === undefined ? '' : ` (${ids})`}${place}`,
    facts: {
      kind,
      certainty,
      ids: ids ?? null,
      model: model?.name ?? null,
      title,
      byId: byId ?? null,
      byPath: byPath ?? null,
      driver: driver ?? null,
      usbSocket: usb?.place ?? null,
      serial: usb?.serial ?? null,
    },
  }
}

/** While the bridge runs it tells itself which of its boxes are missing. */
function judgeNamed({ wanted, local, bridge }: Facts): Judgement[] {
  if (bridge.kind === 'reports') return []
  const absent = wanted.sources.filter(({ node }) => node === undefined)
  const ports = local.kind === 'linux' ? local.ports.filter(({ kind }) => kind === 'serial') : []
  const there = ports.map(({ node, byId }) => byId ?? node)
  return absent.map(({ source, path }) => ({
    severity: 'error',
    subject: path,
    message: `the settings name it (--source ${source}), but it is not plugged in`,
    mend: byHand(
      there.length > 0
        ? `Plug it in, or name one of these: ${there.join(', ')}`
        : 'Plug it in: no serial port is there',
    ),
    facts: { source, there },
  }))
}
