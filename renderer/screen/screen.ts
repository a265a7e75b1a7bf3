/** From a picture to the document. Writes only what changed, and all of it before it returns. */
import type { Clock } from '../../protocol/clock.ts'
import type { Media } from '../../protocol/screen-setup.ts'
import { pageClock } from '../client/browser-socket.ts'
import { fontStack } from '../look/fonts.ts'
import { awayMark, eye, part, setStyle, setText } from '../page/parts.ts'
import { CallStage } from './call-stage.ts'
import { driftAt } from './drift.ts'
import type { Box, Size } from './geometry.ts'
import { type Field, innerBox } from './layout.ts'
import { Mark } from './mark.ts'
import { InkMeter } from './measure.ts'
import { bandPlaces } from './media/band.ts'
import { type MediaProblemListener, MediaStage } from './media/media-stage.ts'
import { clockText, type Picture } from './picture.ts'
import { bandBox, sentenceBox, setSentence } from './sentences.ts'
import { Strip } from './strip.ts'

const SETTLE = 200
/** The strip's height, of the shorter side; a phone's must stay large enough to read. */
const STRIP = { share: 0.062, least: 26, below: 0.042 } as const

export class Screen {
  readonly #root: HTMLElement
  readonly #sheet: HTMLElement
  readonly #stage: CallStage
  readonly #strip: Strip
  readonly #mark: Mark
  readonly #media: MediaStage
  readonly #meter = new InkMeter()
  #shown: { readonly picture: Picture; readonly now: number } | null = null
  #settled = ''

  constructor(root: HTMLElement, clock: Clock = pageClock) {
    this.#root = root
    this.#sheet = part(root, 'sheet', HTMLElement)
    this.#stage = new CallStage(part(root, 'stage', HTMLElement), this.#meter)
    this.#strip = new Strip(root)
    this.#mark = new Mark(part(root, 'mark', HTMLElement))
    this.#media = new MediaStage(part(root, 'media', HTMLElement), clock, () => this.#again())
    part(root, 'eye', HTMLElement).replaceChildren(eye())
    part(root, 'away', HTMLElement).replaceChildren(awayMark())
    new ResizeObserver(() => this.#again()).observe(root)
    document.fonts.addEventListener('loadingdone', () => {
      this.#meter.forget()
      this.#again()
    })
  }

  /** `now` is log time, ms: for the clock and the drift, nothing else. */
  show(picture: Picture, now: number): void {
    this.#shown = { picture, now }
    const field = this.#field()
    this.#attributes(picture)
    const beside = this.#call(picture, field)
    const band = this.#placeMedia(picture, field, beside)
    this.#words(picture, field, band, now)
    this.#strip.show(picture)
    this.#move(picture, field, now)
  }

  /** The shop's own mark instead of ours; null: ours. `onProblem` hears when it cannot be shown. */
  setMark(source: string | null, onProblem: MediaProblemListener = () => {}): void {
    this.#mark.set(source, onProblem)
  }

  /** What is shown while nobody is called. May be given again at any time: what is shown goes on if it is still there. */
  setMedia(media: Media, onProblem: MediaProblemListener): void {
    this.#media.set(media, onProblem)
  }

  #again(): void {
    if (this.#shown) this.show(this.#shown.picture, this.#shown.now)
  }

  #field(): Field {
    const { clientWidth: width, clientHeight: height } = this.#root
    const strip = stripHeight({ width, height })
    setStyle(this.#root, '--strip', `${strip.toFixed(1)}px`)
    return { width, height, bottom: strip + Math.min(width, height) * STRIP.below }
  }

  #attributes(picture: Picture): void {
    const { tag, direction } = picture.catalogue
    const { dataset } = this.#root
    dataset.view = picture.kind
    dataset.cashier = picture.kind === 'calling' ? String(picture.call.cashier) : ''
    dataset.language = tag
    dataset.offset = String(picture.offset)
    const page = document.documentElement
    if (page.lang !== tag) page.lang = tag
    if (page.dir !== direction) page.dir = direction
    setStyle(page, '--font', fontStack(tag))
    if (picture.kind !== 'calling') return
    setStyle(this.#root, '--till', picture.call.colour)
    setStyle(this.#root, '--till-ink', picture.call.ink)
  }

  /** Answers where a picture may stand beside the call. */
  #call(picture: Picture, field: Field): Box | null {
    if (picture.kind === 'calling') {
      return this.#stage.show(picture, field, this.#media.showing && this.#media.onCall === 'shrink')
    }
    this.#stage.clear()
    return null
  }

  /** Answers the height of the band, where there is one. */
  #placeMedia(picture: Picture, field: Field, beside: Box | null): number | null {
    const { dataset } = this.#root
    if (picture.kind !== 'wait') {
      dataset.media = beside ? 'beside' : 'none'
      this.#media.place(beside ? { kind: 'beside', box: beside } : { kind: 'hidden' })
      return null
    }
    const { mat, media, band } = bandPlaces(picture, field, stripHeight(field), this.#meter)
    this.#media.place({ kind: 'field', box: media })
    dataset.media = this.#media.showing ? 'field' : 'none'
    setStyle(this.#root, '--mat', `${mat.toFixed(1)}px`)
    setStyle(this.#root, '--band', `${band.toFixed(1)}px`)
    return this.#media.showing ? band : null
  }

  #words(picture: Picture, field: Field, band: number | null, now: number): void {
    const { catalogue } = picture
    const inner = innerBox(field)
    const text = (name: string, content: string) => setText(part(this.#root, name, HTMLElement), content)
    if (picture.kind === 'wait') {
      this.#sentence(
        'wait',
        catalogue.wait,
        catalogue.tag,
        band === null ? sentenceBox('wait', inner) : bandBox(band, inner),
      )
    }
    if (picture.kind === 'offline') this.#sentence('watch', catalogue.watch, catalogue.tag, sentenceBox('watch', inner))
    text('hint', catalogue.hint)
    text('notice', picture.kind === 'wait' ? (picture.notice ?? '') : '')
    text('announcement', picture.kind === 'calling' ? picture.call.phrase : '')
    const time = new Date(now)
    text('clock', clockText(catalogue, time.getHours(), time.getMinutes()))
    part(this.#root, 'away', HTMLElement).hidden = !picture.away || picture.kind === 'offline'
  }

  #sentence(name: 'wait' | 'watch', content: string, language: string, box: Parameters<typeof setSentence>[2]): void {
    setSentence(part(this.#root, name, HTMLElement), content, box, this.#meter, language)
  }

  /** One settling movement for each new thing shown, and the minute's drift; never during a call. */
  #move(picture: Picture, field: Field, now: number): void {
    const key = picture.kind === 'calling' ? picture.call.key : picture.kind
    if (key === this.#settled) {
      if (picture.kind !== 'calling') this.#drift(field, now)
      return
    }
    this.#settled = key
    this.#drift(field, now)
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const from = picture.kind === 'calling' ? { scale: 0.97 } : { opacity: 0.3 }
    this.#sheet.animate([from, {}], { duration: SETTLE, easing: 'cubic-bezier(0.2, 0, 0, 1)' })
  }

  #drift(field: Field, now: number): void {
    const { x, y } = driftAt(now, Math.min(field.width, field.height))
    setStyle(this.#sheet, 'translate', `${x}px ${y}px`)
  }
}

function stripHeight({ width, height }: Size): number {
  return Math.max(STRIP.least, Math.min(width, height) * STRIP.share)
}
