/** Ink of texts as this browser draws them, measured once each and kept until a font arrives. */
import { fontStack } from '../look/fonts.ts'
import { type Ink, NO_INK } from './geometry.ts'

/** Chromium measures ink in whole pixels, and above 256 px in those of a 64 px letter: this size errs least. */
const SAMPLE = 256

/** The letter that is as tall as readers call the script: dots and vowel signs above it would flatter the measure. */
const TALL_LETTERS = [
  { script: /\p{Script=Latin}/u, letter: 'H' },
  { script: /\p{Script=Devanagari}/u, letter: 'क' },
  { script: /\p{Script=Hebrew}/u, letter: 'ה' },
] as const

export type Setting = { readonly language: string; readonly weight: number }

export class InkMeter {
  readonly #context: CanvasRenderingContext2D
  readonly #known = new Map<string, Ink>()

  constructor() {
    const context = document.createElement('canvas').getContext('2d')
    if (!context) throw new Error('this browser has no 2D canvas')
    context.direction = 'ltr'
    this.#context = context
  }

  /** Ink at font size 1. */
  ink(text: string, setting: Setting): Ink {
    if (text === '') return NO_INK
    const key = `${setting.weight} ${setting.language} ${text}`
    const known = this.#known.get(key)
    if (known) return known
    const ink = this.#measured(text, setting)
    this.#known.set(key, ink)
    return ink
  }

  /** A font has come: what was measured may have been its stand-in. */
  forget(): void {
    this.#known.clear()
  }

  #measured(text: string, { language, weight }: Setting): Ink {
    this.#context.font = `${weight} ${SAMPLE}px ${fontStack(language)}`
    const metrics = this.#context.measureText(text)
    const ascent = metrics.actualBoundingBoxAscent / SAMPLE
    const descent = metrics.actualBoundingBoxDescent / SAMPLE
    const letter = TALL_LETTERS.find(({ script }) => script.test(text))?.letter
    return {
      ascent,
      descent,
      left: metrics.actualBoundingBoxLeft / SAMPLE,
      right: metrics.actualBoundingBoxRight / SAMPLE,
      tall: letter ? this.#context.measureText(letter).actualBoundingBoxAscent / SAMPLE : ascent,
    }
  }
}
