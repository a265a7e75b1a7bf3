/** Boxes that look the same to the computer: only the socket tells them apart. */

import type { Port } from '../facts/ports.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand } from '../mend.ts'
import { portsOf } from '../relevance.ts'

export function judgeTwins(facts: Facts): Judgement[] {
  const alike = new Map<string, Port[]>()
  for (const { port } of portsOf(facts)) {
    if (port.kind !== 'serial' || port.ids === undefined) continue
    const key = `${port.ids} ${port.usb?.serial ?? ''}`
    alike.set(key, [...(alike.get(key) ?? []), port])
  }
  return [...alike.values()].flatMap((ports) => (ports.length > 1 ? [judge(ports)] : []))
}

function judge(ports: readonly Port[]): Judgement {
  const nodes = ports.map(({ node }) => node)
  return {
    severity: 'note',
    subject: nodes.join(', '),
    message:
      'these have the same USB ids and no serial number of their own: /dev/serial/by-id names only one of them, ' +
      'so a plain source must name them by socket, /dev/serial/by-path',
    mend: byHand(
      `Mark the sockets and keep each in its own: ${ports.map(({ byPath, node }) => byPath ?? node).join(', ')}`,
    ),
    facts: {
      ports: ports.map(({ node, byPath, usb }) => ({ node, byPath: byPath ?? null, socket: usb?.place ?? null })),
    },
  }
}
