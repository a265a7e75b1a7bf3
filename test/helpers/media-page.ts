/**
 * Runs in a browser, in place of the screen's own main.ts: the real screen, told by a test what happens to it.
 *
 *     await page.evaluate(() => window.stand.press(3))     // an entry comes, and is shown in the same task
 *
 * The address says how fast time goes for pictures and videos: `?speed=50`.
 *
 * How to extend: what a test lets happen is a method of `Stand`; what it asks for it reads from the document.
 */
import type { Clock } from '../../protocol/clock.ts'
import type { LogEvent } from '../../protocol/event.ts'
import { reduce } from '../../protocol/reduce.ts'
import type { Media } from '../../protocol/screen-setup.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { view } from '../../protocol/view.ts'
import { applyTheme, type Look } from '../../renderer/look/theme.ts'
import { Ticker } from '../../renderer/page/ticker.ts'
import { picture } from '../../renderer/screen/picture.ts'
import { Screen } from '../../renderer/screen/screen.ts'
import type { Standing } from '../../renderer/screen/standing.ts'

declare global {
  interface Window {
    stand: Stand
  }
}

const speed = Number(new URLSearchParams(location.search).get('speed') ?? '1')
/** What the page grants a file to load or to play on, ms: how fast a machine does that no test can speed up. */
const FOR_THE_MACHINE = [20_000, 10_000]
const clock: Clock = {
  now: () => performance.timeOrigin + performance.now() * speed,
  after(delay, task) {
    const timer = setTimeout(task, FOR_THE_MACHINE.includes(delay) ? delay : delay / speed)
    return () => clearTimeout(timer)
  },
}

class Stand {
  readonly problems: string[] = []
  readonly #screen: Screen
  readonly #ticker = new Ticker(Date.now, () => this.#show())
  #state = INITIAL_STATE
  #standing: Standing = { kind: 'sure' }

  constructor(root: HTMLElement) {
    this.#screen = new Screen(root, clock)
    this.#show()
  }

  media(media: Media): void {
    this.#screen.setMedia(media, (name, problem) => this.problems.push(`${name}: ${problem}`))
  }

  mark(source: string): void {
    this.#screen.setMark(source, (name, problem) => this.problems.push(`${name}: ${problem}`))
  }

  look(look: Look): void {
    applyTheme(document.documentElement, look)
  }

  press(cashier: number, language = 'en'): void {
    this.happens({ type: 'call', cashier, language, pressedAt: Date.now(), source: 'test' })
  }

  happens(event: LogEvent): void {
    this.#state = reduce(this.#state, { offset: this.#state.offset + 1, at: Date.now(), event })
    this.#show()
  }

  /** Calls from now on stay for as long as it takes to measure them, also on a busy machine. */
  showPatiently(): void {
    this.happens({ type: 'settings', board: { hold: 15_000 }, source: 'test' })
  }

  offline(away: boolean): void {
    this.#standing = { kind: away ? 'offline' : 'sure' }
    this.#show()
  }

  #show(): void {
    const now = Date.now()
    const seen = view(this.#state, now)
    this.#screen.show(picture(seen, this.#state, this.#standing), now)
    this.#ticker.at(seen.changesAt)
  }
}

const root = document.getElementById('screen')
if (!root) throw new Error('the page has no #screen')
window.stand = new Stand(root)
