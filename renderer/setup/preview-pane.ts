/** The screen as it will be, beside the form: a frame with the real one in it, in the chosen display's own proportions. */
import { catalogueFor } from '../../protocol/language/index.ts'
import { defaultTill, type Till } from '../../protocol/settings.ts'
import { PREVIEW_READY, type PreviewOrder, SCENES, type Scene } from '../../protocol/setup.ts'
import { setText } from '../page/parts.ts'
import { contrastOf } from './check.ts'
import type { DisplayCard } from './display-cards.ts'
import { displayName } from './display-map.ts'
import { el } from './dom.ts'
import { choice, selectField } from './field.ts'
import { type Form, tillOf } from './form.ts'
import type { FormStore, FormView } from './form-store.ts'
import { readNumbers } from './number-list.ts'
import { WORDS } from './words.ts'

const { preview: SAID } = WORDS
/** Below this nothing could be told apart, px. */
const LEAST_HEIGHT = 110
const FULL_HD = { width: 1920, height: 1080 } as const
type Wish = { scene: Scene; cashier: number; language: string; display: string }

export class PreviewPane {
  readonly element: HTMLElement
  readonly #frame = el('iframe', {
    title: SAID.frame,
    src: '../preview/index.html',
    tabindex: -1,
    'data-part': 'frame',
  })
  readonly #stage: HTMLElement
  readonly #caption = el('p', { class: 'caption' })
  readonly #wish: Wish = { scene: 'calling', cashier: 1, language: '', display: '' }
  readonly #scene = choice<Scene>(
    SAID.scene,
    'segments',
    SCENES.map((value) => ({ value, label: SAID.scenes[value] })),
    (scene) => this.#choose({ scene }),
  )
  readonly #till = selectField(SAID.till, (till) => this.#choose({ cashier: Number(till) }))
  readonly #language = selectField(SAID.language, (language) => this.#choose({ language }))
  readonly #display = selectField(SAID.display, (display) => this.#choose({ display }))
  readonly #store: FormStore
  #sent = ''
  #ready = false
  #before: Form | undefined

  constructor(store: FormStore) {
    this.#store = store
    this.#stage = el('div', { class: 'stage' }, [el('div', { class: 'glass' }, [this.#frame])])
    const menus = el('div', { class: 'menus' }, [this.#till.element, this.#language.element, this.#display.element])
    this.element = el('div', { class: 'preview' }, [this.#stage, this.#caption, this.#scene.element, menus])
    window.addEventListener('message', ({ source, origin, data }) => {
      if (source !== this.#frame.contentWindow || origin !== location.origin || data !== PREVIEW_READY) return
      this.#ready = true
      this.#sent = ''
      this.#send(this.#store.view())
    })
    new ResizeObserver(() => this.#fit(this.#store.form)).observe(this.#stage)
    window.addEventListener('resize', () => this.#fit(this.#store.form))
  }

  /** The till that is being edited is called. */
  call(cashier: number): void {
    this.#choose({ cashier, scene: this.#wish.scene === 'also' ? 'also' : 'calling' })
  }

  show(view: FormView): void {
    const { form } = view
    if (this.#before) Object.assign(this.#wish, followed(this.#before, form, this.#wish.scene))
    this.#before = form
    const tills = tillsOf(form, this.#card(form))
    if (!tills.some(({ number }) => number === this.#wish.cashier)) this.#wish.cashier = tills[0]?.number ?? 1
    const languages = [...new Set([...form.languages, ...form.announceLanguages])]
    if (!languages.includes(this.#wish.language)) this.#wish.language = languages[0] ?? 'en'
    this.#scene.show(this.#wish.scene)
    this.#till.show(
      tills.map(({ number, label }) => ({ value: String(number), text: label ?? String(number) })),
      String(this.#wish.cashier),
    )
    this.#language.show(
      languages.map((tag) => ({ value: tag, text: catalogueFor(tag).catalogue.name })),
      this.#wish.language,
    )
    const cards = form.displays.filter(({ screen }) => screen !== null)
    this.#display.show(
      cards.map((card) => ({ value: card.key, text: displayName(card, form.displays.indexOf(card) + 1) })),
      this.#card(form)?.key ?? '',
    )
    this.#display.element.hidden = cards.length < 2
    this.#fit(form)
    this.#send(view)
  }

  #choose(wish: Partial<Wish>): void {
    Object.assign(this.#wish, wish)
    this.show(this.#store.view())
  }

  /** The display that is looked at: the one chosen, else the first that shows the line. */
  #card({ displays }: Form): DisplayCard | undefined {
    const here = displays.filter(({ screen }) => screen !== null)
    return here.find(({ key }) => key === this.#wish.display) ?? here.find(({ on }) => on) ?? here[0]
  }

  /** The frame has the display's own size, so that everything in it is laid out as there, and is then made smaller. */
  #fit(form: Form): void {
    const { width, height } = this.#card(form)?.screen ?? FULL_HD
    const room = getComputedStyle(this.#stage)
    const side = (name: 'Left' | 'Top') => 2 * Number.parseFloat(room[`padding${name}`])
    const wide = this.#stage.clientWidth - side('Left')
    const high = Math.max(LEAST_HEIGHT, Number.parseFloat(room.maxHeight) - side('Top'))
    const scale = Math.min(wide / width, high / height)
    if (!(scale > 0)) return
    const { style } = this.#frame
    style.setProperty('width', `${width}px`)
    style.setProperty('height', `${height}px`)
    style.setProperty('transform', `scale(${scale})`)
    const glass = this.#frame.parentElement
    glass?.style.setProperty('width', `${Math.floor(width * scale)}px`)
    glass?.style.setProperty('height', `${Math.floor(height * scale)}px`)
    setText(this.#caption, SAID.size(width, height))
  }

  #send({ form }: FormView): void {
    const { scene, cashier, language } = this.#wish
    const ratio = form.ownColours ? contrastOf(form.ground, form.text) : undefined
    const order: PreviewOrder = {
      kind: 'cashierq-preview',
      scene,
      cashier,
      language,
      languages: form.languages.length > 0 ? [...form.languages] : ['en'],
      tills: [...tillsOf(form, this.#card(form))],
      theme: form.theme,
      ...(ratio === undefined ? {} : { colours: { ground: form.ground, text: form.text } }),
    }
    const text = JSON.stringify(order)
    if (!this.#ready || text === this.#sent) return
    this.#sent = text
    this.#frame.contentWindow?.postMessage(order, location.origin)
  }
}

/** Whoever changes something wants to see it: a till is called, a colour of the waiting screen is shown by waiting. */
function followed(before: Form, now: Form, scene: Scene): Partial<Wish> {
  const waiting = ({ theme, ownColours, ground, text, languages }: Form) =>
    [theme, ownColours, ground, text, ...languages].join()
  if (waiting(before) !== waiting(now)) return { scene: 'wait' }
  const till = now.tills.find((one) => {
    const old = before.tills.find(({ key }) => key === one.key)
    return old !== undefined && JSON.stringify(old) !== JSON.stringify(one)
  })
  if (!till || now.tills.length !== before.tills.length) return {}
  return { cashier: Number(till.number), scene: scene === 'also' ? 'also' : 'calling' }
}

/** The tills that may be called on this display: what is half typed is left out. */
function tillsOf({ tills, line }: Form, card: DisplayCard | undefined): readonly Till[] {
  const known: readonly Till[] =
    line === 'central' ? Array.from({ length: 12 }, (_, i) => defaultTill(i + 1)) : real(tills)
  const only = card?.some ? (readNumbers(card.tills) ?? []) : []
  return only.length === 0
    ? known
    : only.map((number) => known.find((till) => till.number === number) ?? defaultTill(number))
}

function real(tills: Form['tills']): Till[] {
  return tills
    .map(tillOf)
    .filter(
      ({ number, colour, label = '-' }) =>
        number >= 1 && number <= 99 && /^#[0-9a-f]{6}$/u.test(colour) && label.length <= 4,
    )
}
