/** The call itself: five parts in one SVG, each set by its ink, so that sizes are those of what is seen. */
import { ARROW_PATHS } from '../look/arrows.ts'
import { fontStack, WEIGHT } from '../look/fonts.ts'
import { SHAPE_LABELS, SHAPE_PATHS } from '../look/shapes.ts'
import { setAttributes, svg } from '../look/svg.ts'
import { layCall } from './call-layout.ts'
import { type Box, inkWidth, type PlacedText } from './geometry.ts'
import type { CallLayout, Field } from './layout.ts'
import type { InkMeter } from './measure.ts'
import { placesCalling } from './media/places.ts'
import type { CallPicture, Picture } from './picture.ts'

type Calling = Extract<Picture, { kind: 'calling' }>

/** A label of two digits inside the shape must not touch its edge. */
const LABEL_WIDTH = 0.56

export class CallStage {
  readonly #meter: InkMeter
  readonly #svg = svg('svg', { direction: 'ltr', fill: 'currentColor' })
  readonly #word = svg('text', { 'data-part': 'word', 'font-weight': WEIGHT.word })
  readonly #sign = svg('text', { 'data-part': 'sign', 'font-weight': WEIGHT.word })
  readonly #name = svg('text', { 'data-part': 'numeral', 'font-weight': WEIGHT.numeral })
  readonly #shape = svg('path', { 'data-part': 'shape' })
  readonly #arrow = svg('path', { 'data-part': 'arrow' })
  readonly #badge = svg('text', { 'data-part': 'badge', 'font-weight': WEIGHT.numeral })

  constructor(host: Element, meter: InkMeter) {
    this.#meter = meter
    host.replaceChildren(this.#svg)
  }

  /** Answers where there is room for a picture beside the call, if one is wanted: `beside`. */
  show({ call, catalogue }: Calling, field: Field, beside: boolean): Box | null {
    const language = catalogue.tag
    const word = this.#meter.ink(call.word, { language, weight: WEIGHT.word })
    const sign = this.#meter.ink(call.sign, { language, weight: WEIGHT.word })
    const name = this.#meter.ink(call.name, { language, weight: WEIGHT.numeral })
    const order = { order: call.order, direction: catalogue.direction, arrow: call.arrow }
    const ink = { word, sign, name }
    const places = beside ? placesCalling(field, ink, order) : null
    const viewBox = `${-(places?.left ?? 0)} 0 ${field.width} ${field.height}`
    setAttributes(this.#svg, { viewBox, 'font-family': fontStack(language) })
    this.#place(call, places?.layout ?? layCall(field, ink, order))
    return places?.media ?? null
  }

  /** Takes the call out of the document: nothing that is over may be left to be read. */
  clear(): void {
    if (this.#svg.firstChild) this.#svg.replaceChildren()
  }

  #place(call: CallPicture, layout: CallLayout): void {
    const parts: SVGElement[] = [text(this.#word, call.word, layout.word)]
    if (layout.sign) parts.push(text(this.#sign, call.sign, layout.sign))
    parts.push(text(this.#name, call.name, layout.name))
    setAttributes(this.#shape, { d: SHAPE_PATHS[call.shape], transform: into(layout.shape), 'data-shape': call.shape })
    parts.push(this.#shape)
    if (call.badge !== null) parts.push(this.#label(call, call.badge, layout.shape))
    if (call.arrow !== 'none' && layout.arrow) {
      setAttributes(this.#arrow, {
        d: ARROW_PATHS[call.arrow],
        transform: into(layout.arrow),
        'data-arrow': call.arrow,
      })
      parts.push(this.#arrow)
    }
    if (!sameChildren(this.#svg, parts)) this.#svg.replaceChildren(...parts)
  }

  /** The digits of the sign at the desk, inside the shape, as on the sign itself. */
  #label(call: CallPicture, label: string, box: Box): SVGTextElement {
    const ink = this.#meter.ink(label, { language: 'en', weight: WEIGHT.numeral })
    const place = SHAPE_LABELS[call.shape]
    const unit = box.width / 100
    const size = Math.min((place.height * unit) / ink.ascent, (LABEL_WIDTH * box.width) / inkWidth(ink))
    const x = box.x + box.width / 2 - (inkWidth(ink) / 2 - ink.left) * size
    const baseline = box.y + box.height / 2 + place.y * unit + (ink.ascent * size) / 2
    setAttributes(this.#badge, { fill: call.colour })
    return text(this.#badge, label, { x, baseline, size })
  }
}

function text(element: SVGTextElement, content: string, { x, baseline, size }: PlacedText): SVGTextElement {
  if (element.textContent !== content) element.textContent = content
  setAttributes(element, { x: x.toFixed(1), y: baseline.toFixed(1), 'font-size': size.toFixed(1) })
  return element
}

/** From the square -50 to 50 in which shapes and arrows are drawn into their place. */
function into(box: Box): string {
  const scale = (box.width / 100).toFixed(4)
  return `translate(${(box.x + box.width / 2).toFixed(1)} ${(box.y + box.height / 2).toFixed(1)}) scale(${scale})`
}

function sameChildren(parent: Element, children: readonly Element[]): boolean {
  return parent.children.length === children.length && children.every((child, i) => parent.children[i] === child)
}
