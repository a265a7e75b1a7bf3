/** Chime and voice here and now, made by the very parts that the screen uses. */
import { type Announcer, type Line, linesOf, type SaidBy } from '../screen/announcement.ts'
import type { SpokenTill } from '../screen/clips.ts'
import { openSpeakers } from '../screen/speakers.ts'

export type SoundTrial = {
  readonly chime: boolean
  readonly voice: boolean
  readonly till: SpokenTill
  readonly languages: readonly string[]
  /** 0 to 1. */
  readonly volume: number
  /** Who says each language, told as it begins. */
  readonly onLine: (line: Line, by: SaidBy) => void
}

export class SoundTest {
  #announcer: Announcer | undefined

  /** To be called from a press: a browser lets nothing be heard before. Resolves when all is said. */
  async play({ chime: chimes, voice, till, languages, volume, onLine }: SoundTrial): Promise<void> {
    this.#announcer ??= openSpeakers(() => {}).announcer
    const [language = 'en', ...besides] = languages
    const lines = voice ? linesOf(till, language, besides) : []
    await this.#announcer.announce({ lines, chime: chimes, volume, onLine })
  }
}
