/**
 * Voice packs for tests, and what an Ogg/Opus clip says of itself.
 *
 * How to extend: `packBytes` takes any index, also a wrong one; the clips are what the index points at.
 */

export const clip = (text: string): Uint8Array => new TextEncoder().encode(`OggS ${text}`)

/** A whole pack with these clips: name -> content. */
export function packOf(clips: { readonly [name: string]: string }, language = 'en'): Uint8Array<ArrayBuffer> {
  let offset = 0
  const places: { [name: string]: [number, number] } = {}
  const bodies = Object.entries(clips).map(([name, text]) => {
    const body = clip(text)
    places[name] = [offset, body.length]
    offset += body.length
    return body
  })
  return packBytes({ language, voice: 'nobody', recorded: false, clips: places }, bodies)
}

export function packBytes(index: unknown, bodies: readonly Uint8Array[] = [], magic = 'CQVOICE1') {
  const json = new TextEncoder().encode(typeof index === 'string' ? index : JSON.stringify(index))
  const header = new Uint8Array(12)
  header.set(new TextEncoder().encode(magic))
  new DataView(header.buffer).setUint32(8, json.length, true)
  const parts = [header, json, ...bodies]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  parts.reduce((at, part) => {
    bytes.set(part, at)
    return at + part.length
  }, 0)
  return bytes
}

export type OpusFacts = { readonly channels: number; readonly seconds: number }

/** Walks the Ogg pages to the end (RFC 3533, RFC 7845). Throws if they are not whole or are not Opus. */
export function opusFacts(bytes: Uint8Array): OpusFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length))
  let granule = 0n
  let last = false
  for (let at = 0; at < bytes.length; ) {
    if (text(at, 4) !== 'OggS') throw new Error(`no page at ${at}`)
    const segments = view.getUint8(at + 26)
    const body = bytes.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0)
    granule = view.getBigUint64(at + 6, true)
    last = (view.getUint8(at + 5) & 4) !== 0
    at += 27 + segments + body
    if (at > bytes.length) throw new Error('the last page is cut off')
  }
  if (!last) throw new Error('the last page is missing')
  if (text(28, 8) !== 'OpusHead') throw new Error('it is not Opus')
  return { channels: view.getUint8(37), seconds: (Number(granule) - view.getUint16(38, true)) / 48_000 }
}
