/**
 * Voice packs: all that is said in one language, as clips of Ogg/Opus. Pure reader; scripts/voices.mjs writes them.
 *
 *     "CQVOICE1" | length of the index, 32 bits, little-endian | index, JSON | clips, one after the other
 *
 * The index is `{language, voice, recorded, clips: {name: [offset, length]}}`, offsets from the first clip on. Names: `till-1` to
 * `till-99` are whole sentences; `before`, `sign-A`, `sign-7`, `after` make the sentence of a till that has a label.
 */
import * as v from 'valibot'

const MAGIC = 'CQVOICE1'
const HEADER = MAGIC.length + 4

export type VoicePack = {
  /** The tag of its catalogue. */
  readonly language: string
  /** Who speaks; for people who look into a pack. */
  readonly voice: string
  /** A person of the store speaks, in some of it at least. */
  readonly recorded: boolean
  readonly clips: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
}

export type PackReading =
  | { readonly kind: 'pack'; readonly pack: VoicePack }
  | { readonly kind: 'bad'; readonly reason: string }

const Place = v.pipe(v.number(), v.integer(), v.minValue(0))
const Index = v.object({
  language: v.string(),
  voice: v.string(),
  recorded: v.boolean(),
  clips: v.record(v.string(), v.strictTuple([Place, v.pipe(Place, v.minValue(1))])),
})

/** A pack with one bad clip is refused as a whole: half of it comes from a broken disk or a broken download. */
export function readPack(bytes: Uint8Array<ArrayBuffer>): PackReading {
  if (bytes.length < HEADER || latin(bytes.subarray(0, MAGIC.length)) !== MAGIC) return bad('it is no voice pack')
  const start = HEADER + new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true)
  if (start > bytes.length) return bad('its index is cut off')
  const index = v.safeParse(Index, parsed(bytes.subarray(HEADER, start)))
  if (!index.success) return bad('its index cannot be read')
  const clips = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const [name, [offset, length]] of Object.entries(index.output.clips)) {
    const clip = bytes.subarray(start + offset, start + offset + length)
    if (clip.length < length) return bad(`its clip ${name} is cut off`)
    if (latin(clip.subarray(0, 4)) !== 'OggS') return bad(`its clip ${name} is no Ogg file`)
    clips.set(name, clip)
  }
  return { kind: 'pack', pack: { ...index.output, clips } }
}

/** What must be played for this till, one after the other; undefined: the pack has not got all of it. */
export function clipsOf(pack: VoicePack, till: SpokenTill): readonly Uint8Array<ArrayBuffer>[] | undefined {
  const clips = namesOf(pack, till).map((name) => pack.clips.get(name))
  return clips.length > 0 && clips.every((clip) => clip !== undefined) ? clips : undefined
}

export type SpokenTill = { readonly number: number; readonly label?: string }

/** A label that is a number is said as one; "B2" is spelled: the word, then B, then two. */
function namesOf({ clips }: VoicePack, { number, label }: SpokenTill): readonly string[] {
  if (label === undefined) return [`till-${number}`]
  const sign = label.normalize('NFKC').toUpperCase()
  if (/^[1-9]\d?$/u.test(sign)) return [`till-${sign}`]
  const signs = Array.from(sign.replace(/[\s.\-_/#]/gu, ''), (letter) => `sign-${letter}`)
  if (signs.length === 0) return []
  // A language has nothing before the number, or nothing behind it.
  return [...['before'].filter((name) => clips.has(name)), ...signs, ...['after'].filter((name) => clips.has(name))]
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function bad(reason: string): PackReading {
  return { kind: 'bad', reason }
}
