/**
 * The voice of the packs that this build carries: for languages that the machine has no voice for, and before its voice
 * where a store has recorded its own.
 */
import type { Clock } from '../../protocol/clock.ts'
import type { Line, Speaker } from './announcement.ts'
import { clipsOf, readPack, type VoicePack } from './clips.ts'
import type { Loudspeaker } from './loudspeaker.ts'

/** Between two clips of a spelled label, s. */
const GAP = 0.06
/** A pack that is still on its way is for a later call, ms: what is said after that, nobody waits for any more. */
const PATIENCE = 1_000
/** A download from a relay that has fallen silent would never end, ms. */
const DOWNLOAD = 120_000

/** As much of the loudspeaker as a pack needs. */
type Player = Pick<Loudspeaker, 'decode' | 'play'>

export type PackAddresses = { readonly [language: string]: string }

export class PackVoice implements Speaker {
  readonly by = 'pack'
  readonly #loudspeaker: Player
  readonly #addresses: PackAddresses
  readonly #clock: Clock
  readonly #packs = new Map<string, Promise<VoicePack | undefined>>()

  constructor(loudspeaker: Player, addresses: PackAddresses, clock: Clock) {
    this.#loudspeaker = loudspeaker
    this.#addresses = addresses
    this.#clock = clock
  }

  /** Has the language's pack at hand before a call needs it. One that did not come is asked for again the next time. */
  fetch(language: string): Promise<VoicePack | undefined> {
    const known = this.#packs.get(language)
    if (known) return known
    const address = this.#addresses[language]
    if (address === undefined) return Promise.resolve(undefined)
    const coming = fetchPack(address, language).then((pack) => {
      if (!pack) this.#packs.delete(language)
      return pack
    })
    this.#packs.set(language, coming)
    return coming
  }

  /** The store's own voice; where a pack is not recorded, it cannot say the line. */
  readonly own: Speaker = {
    by: 'pack',
    say: async (line, ...more) => ((await this.#inTime(line.language))?.recorded ? this.say(line, ...more) : false),
  }

  /** Undefined: there is none, or it has not come yet. */
  #inTime(language: string): Promise<VoicePack | undefined> {
    return new Promise((resolve, reject) => {
      const stopWaiting = this.#clock.after(PATIENCE, () => resolve(undefined))
      this.fetch(language).then(resolve, reject).finally(stopWaiting)
    })
  }

  async say(line: Line, volume: number, signal: AbortSignal, begun: () => void): Promise<boolean> {
    const pack = await this.#inTime(line.language)
    const clips = pack && clipsOf(pack, line.till)
    if (!clips) return false
    const sounds = await Promise.all(clips.map((clip) => this.#loudspeaker.decode(clip)))
    if (!sounds.every((sound) => sound !== undefined)) return false
    return this.#loudspeaker.play(volume, signal, (bus, start) => {
      begun()
      return playInTurn(bus, start, sounds)
    })
  }
}

/** Undefined: it could not be had, or it is bad. The screen shows the call all the same. */
async function fetchPack(address: string, language: string): Promise<VoicePack | undefined> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD) })
    if (!answer.ok) return undefined
    const reading = readPack(new Uint8Array(await answer.arrayBuffer()))
    return reading.kind === 'pack' && reading.pack.language === language ? reading.pack : undefined
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return undefined
    throw error
  }
}

function playInTurn(bus: AudioNode, start: number, sounds: readonly AudioBuffer[]): number {
  let at = start
  for (const buffer of sounds) {
    const source = new AudioBufferSourceNode(bus.context, { buffer })
    source.connect(bus)
    source.start(at)
    at += buffer.duration + GAP
  }
  return at - GAP
}
