/** Writes a voice pack; renderer/screen/clips.ts reads it and says what is in it. */
const MAGIC = 'CQVOICE1'

/** `of`: language, voice, recorded. `clips`: name -> bytes of an Ogg/Opus file. */
export function packOf(of, clips) {
  let offset = 0
  const index = {}
  for (const [name, bytes] of clips) {
    index[name] = [offset, bytes.length]
    offset += bytes.length
  }
  const json = Buffer.from(JSON.stringify({ ...of, clips: index }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([Buffer.from(MAGIC), length, json, ...clips.values()])
}
