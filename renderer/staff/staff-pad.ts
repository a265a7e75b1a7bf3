/**
 * The staff's pad on a page of the kiosk: opened by holding a corner or by the keyboard's gesture, it asks for the PIN and
 * then how to leave. Calls go on beside it. Its looks are in pad.css, which the page links.
 */
import type { Clock } from '../../protocol/clock.ts'
import { pageClock } from '../client/browser-socket.ts'
import { listenToCorners } from './corner-hold.ts'
import { askUnlock, type StaffDoor } from './door.ts'
import { padKey } from './pad-keys.ts'
import { CLOSED, type Pad, type PadEffect, type PadEvent, press, type Side } from './pad-machine.ts'
import { PadView } from './pad-view.ts'

/** Without input for so long, whoever opened it has gone away, ms. */
const LEFT_ALONE = 20_000
const TICK = 1_000

/** `host` is the page's body: the card lies above everything in it. */
export function installStaffPad(door: StaffDoor, host: HTMLElement, clock: Clock = pageClock): void {
  const pad = new StaffPad(door, host, clock)
  listenToCorners(window, clock, (side) => pad.open(side))
  door.onStaffAsked(() => pad.open('right'))
}

class StaffPad {
  readonly #door: StaffDoor
  readonly #clock: Clock
  readonly #view: PadView
  #pad: Pad = CLOSED
  #cancelClosing: () => void = () => {}
  #cancelTick: () => void = () => {}

  constructor(door: StaffDoor, host: HTMLElement, clock: Clock) {
    this.#door = door
    this.#clock = clock
    this.#view = new PadView((event) => this.#input(event))
    host.append(this.#view.card)
    // Before the page's own keys: a digit for the PIN must press no till.
    window.addEventListener('keydown', (event) => this.#onKey(event), true)
    this.#view.card.addEventListener('pointerdown', () => this.#stay())
  }

  open(side: Side): void {
    if (this.#pad.kind !== 'closed') return
    const { lang, dir } = document.documentElement
    this.#view.speak({ tag: lang, direction: dir === 'rtl' ? 'rtl' : 'ltr' })
    this.#input({ kind: 'open', side })
    this.#view.card.focus({ preventScroll: true })
    this.#tick()
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#pad.kind === 'closed') return
    event.stopImmediatePropagation()
    this.#stay()
    const pressed = padKey(this.#pad, event)
    if (!pressed) return
    event.preventDefault()
    this.#input(pressed)
  }

  /** What a person does. */
  #input(event: PadEvent): void {
    this.#follow(event)
    this.#stay()
  }

  #follow(event: PadEvent): void {
    const { pad, effects } = press(this.#pad, event, this.#clock.now())
    this.#pad = pad
    this.#show()
    for (const effect of effects) void this.#carryOut(effect)
  }

  #show(): void {
    this.#view.show(this.#pad, this.#clock.now())
    // The kiosk hides the mouse's pointer; while the pad is open it is needed.
    document.documentElement.toggleAttribute('data-staff', this.#pad.kind !== 'closed')
  }

  #stay(): void {
    this.#cancelClosing()
    if (this.#pad.kind === 'closed') return
    this.#cancelClosing = this.#clock.after(LEFT_ALONE, () => this.#follow({ kind: 'close' }))
  }

  /** For the seconds that a lock still lasts. */
  #tick(): void {
    this.#cancelTick()
    if (this.#pad.kind === 'closed') return
    this.#cancelTick = this.#clock.after(TICK, () => {
      this.#follow({ kind: 'tick' })
      this.#tick()
    })
  }

  async #carryOut(effect: PadEffect): Promise<void> {
    if (effect.kind === 'ask') {
      this.#follow({ kind: 'answered', answer: await askUnlock(this.#door, effect.pin) })
      return
    }
    try {
      await this.#door.leave(effect.how)
      // A page that is loaded anew or ended never comes here; the set-up page opens beside this one.
      this.#follow({ kind: 'close' })
    } catch {
      this.#follow({ kind: 'refused' })
    }
  }
}
