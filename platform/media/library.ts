/** The pictures, videos and the mark of one screen: looked at again and again, so that a technician only copies files. */
import type { Clock } from '../../protocol/clock.ts'
import type { Media } from '../../protocol/screen-setup.ts'
import type { MediaSettings } from '../kiosk-settings.ts'
import { findLogo, type LogoFound, NO_LOGO } from './logo.ts'
import type { MediaProblem } from './problem.ts'
import { type Found, NOTHING_FOUND, scanMedia } from './scan.ts'
import { type MediaAnswer, NOT_FOUND, openMediaFile } from './serve.ts'

export type MediaLibraryOptions = {
  readonly media: MediaSettings | undefined
  readonly logo: string | undefined
  /** Relative paths of the settings begin here: the folder of the settings' file. */
  readonly base: string
  readonly clock: Clock
  /** Each file that cannot be shown, once, and again when it fails for another reason. */
  readonly report: (problem: MediaProblem) => void
}

const LOOK_EVERY = 30_000
/** A file that was written this short a time ago may still be growing. */
const GROWS = 3_000

export class MediaLibrary {
  readonly #options: MediaLibraryOptions
  #found: Found = NOTHING_FOUND
  #logo: LogoFound = NO_LOGO
  #reported: ReadonlySet<string> = new Set()
  #cancel = () => {}
  #closed = false

  private constructor(options: MediaLibraryOptions) {
    this.#options = options
  }

  static async open(options: MediaLibraryOptions): Promise<MediaLibrary> {
    const library = new MediaLibrary(options)
    // At the start nobody is copying: what is there is taken at once.
    await library.#look(() => false)
    return library
  }

  /** For `ScreenSetup.media`, as of the last look. */
  media(): Media {
    return { items: [...this.#found.items], onCall: this.#options.media?.onCall ?? 'hide' }
  }

  /** For `ScreenSetup.logo`. A new mark has a new address, so that pages take it. */
  logo(): string | undefined {
    return this.#logo.kind === 'logo' ? `logo?v=${this.#logo.file.id}` : undefined
  }

  /** What answers `media/<id>`. Nothing but an id of the last look opens a file. */
  async openMedia(id: string, range: string | null | undefined): Promise<MediaAnswer> {
    const file = this.#found.files.get(id)
    return file ? openMediaFile(file, range) : NOT_FOUND
  }

  /** What answers `logo`. */
  async openLogo(): Promise<MediaAnswer> {
    return this.#logo.kind === 'logo' ? openMediaFile(this.#logo.file, null) : NOT_FOUND
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }

  async #look(growing: (modified: number) => boolean): Promise<void> {
    const { media, logo, base } = this.#options
    const [found, mark] = await Promise.all([scanMedia(media, { base, growing }), findLogo(logo, base)])
    if (this.#closed) return
    this.#found = found
    this.#logo = mark
    this.#report([...found.problems, ...(mark.kind === 'problem' ? [mark] : [])])
    if (media || logo !== undefined) this.#lookAgain(found.growing ? GROWS : LOOK_EVERY)
  }

  #lookAgain(delay: number): void {
    const { clock } = this.#options
    this.#cancel = clock.after(delay, () => {
      void this.#look((modified) => Math.abs(clock.now() - modified) < GROWS)
    })
  }

  #report(problems: readonly MediaProblem[]): void {
    const keys = new Set<string>()
    for (const { name, problem } of problems) {
      const key = `${name}\0${problem}`
      if (!this.#reported.has(key) && !keys.has(key)) this.#options.report({ name, problem })
      keys.add(key)
    }
    this.#reported = keys
  }
}
