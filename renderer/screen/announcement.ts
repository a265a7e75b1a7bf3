/**
 * A call is said in its own language, then in those that the screen announces besides, one after the other. A newer
 * call hushes what is being said and begins its own. Nothing here knows how sound is made.
 */
import { catalogueFor, spokenCall } from '../../protocol/language/index.ts'
import type { SpokenTill } from './clips.ts'

export type Line = { readonly language: string; readonly text: string; readonly till: SpokenTill }

/** Each language once, however it is written; one without a catalogue is left out, for nobody asked for English. */
export function linesOf(till: SpokenTill, language: string, besides: readonly string[]): readonly Line[] {
  const chosen = [language, ...besides].map(catalogueFor)
  const catalogues = new Set(chosen.filter((choice, index) => index === 0 || !choice.fallback).map((c) => c.catalogue))
  return Array.from(catalogues, (catalogue) => ({ language: catalogue.tag, text: spokenCall(catalogue, till), till }))
}

export type SaidBy = 'system' | 'pack' | 'nobody'

/** One way to say a line. */
export type Speaker = {
  readonly by: SaidBy
  /** `begun` is called when it is heard to begin. False: it cannot say this line, another speaker must. */
  say(line: Line, volume: number, signal: AbortSignal, begun: () => void): Promise<boolean>
}

export type Announcement = {
  readonly lines: readonly Line[]
  readonly chime: boolean
  /** 0 to 1. */
  readonly volume: number
  /** Told once for each line, when it begins or when it is clear that nobody can say it. */
  readonly onLine: (line: Line, by: SaidBy) => void
}

export type Chiming = (volume: number, signal: AbortSignal) => Promise<void>

export class Announcer {
  readonly #chime: Chiming
  /** The first that can say a line does. */
  readonly #speakers: readonly Speaker[]
  #running = new AbortController()

  constructor(chime: Chiming, speakers: readonly Speaker[]) {
    this.#chime = chime
    this.#speakers = speakers
  }

  /** Resolves when all is said, or hushed. */
  async announce({ lines, chime, volume, onLine }: Announcement): Promise<void> {
    this.hush()
    const { signal } = this.#running
    if (chime) await this.#chime(volume, signal)
    for (const line of lines) {
      if (signal.aborted) return
      await this.#say(line, volume, signal, onLine)
    }
  }

  /** What is being said is not true any more. */
  hush(): void {
    this.#running.abort()
    this.#running = new AbortController()
  }

  async #say(line: Line, volume: number, signal: AbortSignal, onLine: Announcement['onLine']): Promise<void> {
    for (const speaker of this.#speakers) {
      let heard = false
      const said = await speaker.say(line, volume, signal, () => {
        heard = true
        onLine(line, speaker.by)
      })
      // One that breaks off in the middle is not followed by another from the beginning.
      if (said || heard || signal.aborted) return
    }
    onLine(line, 'nobody')
  }
}
