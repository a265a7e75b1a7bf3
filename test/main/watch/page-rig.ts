/**
 * A page under a keeper, both on a clock turned by hand. The page beats once a second while it is up.
 *
 * How to extend: `fate` says what becomes of each load; `dies` whether a crash ends it. `settle()` lets promises run;
 * `pass(ms)` turns the clock in small steps, so that loads are answered in between.
 */

import { type Loaded, PageKeeper, type WatchedPage } from '../../../main/watch/page-keeper.ts'
import type { LogLines } from '../../../platform/logger.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

export type Fate = 'loads' | 'fails' | 'crashes' | 'hangs'
export type Done = { readonly what: 'load' | 'crash' | 'renew' | 'relaunch'; readonly at: number }

const STEP = 50

export class PageRig implements WatchedPage {
  readonly clock = new FakeTimersClock(0)
  readonly done: Done[] = []
  readonly told: { readonly fields: object; readonly text: string }[] = []
  readonly keeper: PageKeeper
  fate: Fate = 'loads'
  dies = true
  /** Whether a page that is up beats. */
  beating = true
  up = false
  #stopBeats: () => void = () => {}

  constructor(random: () => number = () => 0.5, fate: Fate = 'loads') {
    this.fate = fate
    this.keeper = PageKeeper.start({
      name: 'entrance',
      page: this,
      clock: this.clock,
      random,
      log: logInto(this.told),
      relaunch: () => this.#note('relaunch'),
    })
  }

  load(): Promise<Loaded> {
    this.#note('load')
    this.#down()
    const { fate } = this
    if (fate === 'hangs') return new Promise(() => {})
    if (fate === 'fails') return Promise.resolve({ kind: 'failed', reason: 'ERR_FILE_NOT_FOUND' })
    if (fate === 'crashes') {
      this.clock.after(0, () => this.gone())
      return Promise.resolve({ kind: 'failed', reason: 'ERR_FAILED' }).then(() => new Promise(() => {}))
    }
    this.up = true
    this.#beat()
    return Promise.resolve({ kind: 'loaded' })
  }

  crash(): void {
    this.#note('crash')
    if (this.dies) this.clock.after(0, () => this.gone('crashed', 5))
  }

  renew(): void {
    this.#note('renew')
    this.#down()
  }

  gone(reason = 'crashed', exitCode = 133): void {
    this.#down()
    this.keeper.gone({ reason, exitCode })
  }

  /** The page lives on and says nothing more. */
  hang(): void {
    this.#stopBeats()
    this.up = false
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 8; turn++) await Promise.resolve()
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP) {
      this.clock.advance(STEP)
      await this.settle()
    }
  }

  /** What was done since the last time this was asked. */
  taken(): Done['what'][] {
    return this.done.splice(0).map(({ what }) => what)
  }

  #note(what: Done['what']): void {
    this.done.push({ what, at: this.clock.now() })
  }

  #beat(): void {
    this.#stopBeats = this.clock.after(1_000, () => {
      if (this.beating) this.keeper.beat()
      this.#beat()
    })
  }

  #down(): void {
    this.#stopBeats()
    this.up = false
  }
}

function logInto(told: { readonly fields: object; readonly text: string }[]): LogLines {
  const tell = (fields: object, text: string) => void told.push({ fields, text })
  return { debug: tell, info: tell, warn: tell, error: tell }
}
