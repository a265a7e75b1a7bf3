/** A framed box over TCP: behind a serial-to-network converter, or with a network of its own. */
import { Failure } from '../../../platform/failure.ts'
import { type Backoff, fullJitter } from '../../../protocol/backoff.ts'
import type { BoxWay } from '../box/framed-box.ts'
import { FramedSource } from '../box/framed-source.ts'
import type { ButtonSource, SourceAddress, SourceKind, SourceTools } from '../source.ts'
import { openTcp } from './tcp-device.ts'

/** A converter that starts again is back within some seconds, and a shop has few of them. */
const RECONNECT_BOX: Backoff = { base: 500, cap: 5_000 }

/** `host:port`; an IPv6 address stands in brackets. */
const ADDRESS = /^(?:\[(?<six>[\da-f:.%\w]+)\]|(?<name>[^:[\]/\s]+)):(?<port>\d{1,5})$/iu

export type TcpTools = SourceTools & {
  /** In [0, 1): how long to wait within the backoff's bounds; default Math.random. */
  readonly random?: () => number
}

export const tcpKind: SourceKind = {
  form: 'tcp:HOST:PORT[=TILL]',
  check: ({ address }) => (hostAndPort(address) ? undefined : 'it needs a host and a port, such as tcp:10.0.0.7:4000'),
  open: openTcpSource,
}

export function openTcpSource(address: SourceAddress, tools: TcpTools): ButtonSource {
  const target = hostAndPort(address.address)
  if (!target) throw new Failure('bad_setting', `${address.address} is no host and port`)
  return new FramedSource('tcp', address, tcpWay(address.address, target, tools), tools)
}

type Target = { readonly host: string; readonly port: number }

/** A host is always there to be tried; whether it answers is what the opening tells. */
function tcpWay(address: string, target: Target, { clock, random = Math.random }: TcpTools): BoxWay {
  return {
    device: () => `tcp:${address}`,
    identify: async () => ({ kind: 'there', mark: address }),
    place: async () => `tcp:${address}`,
    open: openTcp({ ...target, clock }),
    reopening: { failure: 'lost', pause: (failures) => fullJitter(RECONNECT_BOX, failures - 1, random()) },
  }
}

function hostAndPort(address: string): Target | undefined {
  const { six, name, port = '' } = ADDRESS.exec(address)?.groups ?? {}
  const host = six ?? name
  return host === undefined || !isPort(port) ? undefined : { host, port: Number(port) }
}

function isPort(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 65_535
}
