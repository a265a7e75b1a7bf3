/**
 * Packs a flat set of files into Electron's archive format. Written out here because @electron/asar 4 needs Node 22 and
 * the format is this short: four little-endian 32-bit numbers (Chromium "pickles": their own length comes first), the
 * JSON index padded to four bytes, then the files one after the other. An `offset` is text and counts from the index's end.
 */
export function asarOf(files) {
  const index = {}
  let offset = 0
  for (const [name, bytes] of Object.entries(files)) {
    index[name] = { size: bytes.length, offset: String(offset) }
    offset += bytes.length
  }
  const json = Buffer.from(JSON.stringify({ files: index }))
  const padding = Buffer.alloc((4 - (json.length % 4)) % 4)
  const payload = 4 + json.length + padding.length
  const lengths = Buffer.alloc(16)
  lengths.writeUInt32LE(4, 0)
  lengths.writeUInt32LE(4 + payload, 4)
  lengths.writeUInt32LE(payload, 8)
  lengths.writeUInt32LE(json.length, 12)
  return Buffer.concat([lengths, json, padding, ...Object.values(files)])
}
