/** From a picture to the document. Writes only what changed, and all of it before it returns. */
import { fontStack } from '../look/fonts.ts'
import { awayMark, eye, ownMark, part, setStyle, setText } from '../page/parts.ts'
import { CallStage } from './call-stage.ts'
import { driftAt } from './drift.ts'
import { type Field, innerBox } from './layout.ts'
import { InkMeter } from './measure.ts'
import { clockText, type Picture } from './picture.ts'
import { setSentence } from './sentences.ts'
import { Strip } from './strip.ts'

const SETTLE = 200
/** The strip's height, of the shorter side; a phone's must stay large enough to read. */
const STRIP = { share: 0.062, least: 26 } as const

export class Screen {
  readonly #root: HTMLElement
  readonly #sheet: HTMLElement
  readonly #stage: CallStage
  readonly #strip: Strip
  readonly #meter = new InkMeter()
  #shown: { readonly picture: Picture; readonly now: number } | null = null
  #settled = ''

  constructor(root: HTMLElement) {
    this.#root = root
    this.#sheet = part(root, 'sheet', HTMLElement)
    this.#stage = new CallStage(part(root, 'stage', HTMLElement), this.#meter)
    this.#strip = new Strip(root)
    part(root, 'eye', HTMLElement).replaceChildren(eye())
    part(root, 'away', HTMLElement).replaceChildren(awayMark())
    part(root, 'mark', HTMLElement).replaceChildren(ownMark())
    new ResizeObserver(() => this.#again()).observe(root)
    document.fonts.addEventListener('loadingdone', () => this.#again())
  }

  /** `now` is log time, ms: for the clock and the drift, nothing else. */
  show(picture: Picture, now: number): void {
    this.#shown = { picture, now }
    const field = this.#field()
    this.#attributes(picture)
    if (picture.kind === 'calling') this.#stage.show(picture, field)
    else this.#stage.clear()
    this.#words(picture, field, now)
    this.#strip.show(picture)
    this.#move(picture, field, now)
  }

  /** The shop's own mark instead of ours. */
  setMark(source: string): void {
    const image = document.createElement('img')
    image.alt = ''
    image.src = source
    part(this.#root, 'mark', HTMLElement).replaceChildren(image)
  }

  #again(): void {
    this.#meter.forget()
    if (this.#shown) this.show(this.#shown.picture, this.#shown.now)
  }

  #field(): Field {
    const { clientWidth: width, clientHeight: height } = this.#root
    const shorter = Math.min(width, height)
    const strip = Math.max(STRIP.least, shorter * STRIP.share)
    setStyle(this.#root, '--strip', `${strip.toFixed(1)}px`)
    return { width, height, bottom: strip + shorter * 0.042 }
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

  #words(picture: Picture, field: Field, now: number): void {
    const { catalogue } = picture
    const inner = innerBox(field)
    const text = (name: string, content: string) => setText(part(this.#root, name, HTMLElement), content)
    const sentence = (name: 'wait' | 'watch', content: string) =>
      setSentence(part(this.#root, name, HTMLElement), content, name, inner, this.#meter, catalogue.tag)
    if (picture.kind === 'wait') sentence('wait', catalogue.wait)
    if (picture.kind === 'offline') sentence('watch', catalogue.watch)
    text('hint', catalogue.hint)
    text('notice', picture.kind === 'wait' ? (picture.notice ?? '') : '')
    text('announcement', picture.kind === 'calling' ? picture.call.phrase : '')
    const time = new Date(now)
    text('clock', clockText(catalogue, time.getHours(), time.getMinutes()))
    part(this.#root, 'away', HTMLElement).hidden = !picture.away || picture.kind === 'offline'
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
