/** Which master of a cluster has which key: the hash slots of the Redis Cluster specification. Pure. */
import * as v from 'valibot'

/** As `host:port` in the form that Redis gives in redirects. */
export type NodeName = string

const Node = v.looseTuple([v.nullable(v.string()), v.number()])
const Range = v.looseTuple([v.number(), v.number(), Node])
const Ranges = v.array(Range)

const SLOTS = 16_384

/** CRC16 (XMODEM): the polynomial 0x1021, nothing reflected, beginning with 0. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  return crc & 0xffff
})

/** Only what stands between the first `{` and the next `}` counts, if there is anything. */
export function slotOf(key: string): number {
  const [, tag] = /^[^{]*\{([^}]+)\}/u.exec(key) ?? []
  let crc = 0
  for (const byte of Buffer.from(tag ?? key)) crc = ((crc << 8) & 0xffff) ^ (TABLE[((crc >> 8) ^ byte) & 0xff] ?? 0)
  return crc % SLOTS
}

export class SlotMap {
  // Not sparse: `every` passes holes by.
  readonly #masters: (NodeName | undefined)[] = Array.from({ length: SLOTS }, () => undefined)

  assign(from: number, to: number, master: NodeName): void {
    this.#masters.fill(master, from, to + 1)
  }

  master(slot: number): NodeName | undefined {
    return this.#masters[slot]
  }

  get names(): ReadonlySet<NodeName> {
    return new Set(this.#masters.filter((name) => name !== undefined))
  }

  equals(other: SlotMap): boolean {
    return this.#masters.every((name, slot) => name === other.#masters[slot])
  }
}

/** `CLUSTER SLOTS` as answered by `asked`, which may not know its own name; `undefined`: no answer to go by. */
export function readSlots(answer: unknown, asked: NodeName): SlotMap | undefined {
  const read = v.safeParse(Ranges, answer)
  if (!read.success || read.output.length === 0) return undefined
  const slots = new SlotMap()
  for (const [from, to, [host, port]] of read.output) slots.assign(from, to, nameOf(host, port, asked))
  return slots
}

/** An empty host means: the one you have asked. */
function nameOf(host: string | null, port: number, asked: NodeName): NodeName {
  return host === null || host === '' || host === '?' ? `${splitName(asked).host}:${port}` : `${host}:${port}`
}

/** Redis writes IPv6 without brackets here: the last colon is the one before the port. */
export function splitName(name: NodeName): { readonly host: string; readonly port: number } {
  const colon = name.lastIndexOf(':')
  return { host: name.slice(0, colon), port: Number(name.slice(colon + 1)) }
}
