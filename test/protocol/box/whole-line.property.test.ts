/** A box, its host and a line on which anything happens: every press comes out, in order, and is acknowledged when safe. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BoxPress } from '../../../protocol/box/box-host.ts'
import type { Ack, Edge } from '../../../protocol/box/frame.ts'
import { type GestureMap, TILL_BOX } from '../../../protocol/box/gesture.ts'
import { BoxLine, type Fate, isSame, type Trouble } from '../../helpers/box-line.ts'

/** Two tills on one box. */
const TWO_TILLS: GestureMap = {
  rules: [0, 1].flatMap((button) => [
    { gesture: 'short', button, action: 'call' } as const,
    { gesture: 'long', button, action: 'toggle' } as const,
  ]),
  longAfter: 1_500,
}
/** Nothing to tell a short press from: it is one as the button goes down. */
const AT_ONCE: GestureMap = { ...TWO_TILLS, rules: TWO_TILLS.rules.filter(({ gesture }) => gesture === 'short') }
const maps = fc.constantFrom(TWO_TILLS, AT_ONCE, TILL_BOX)

type Happening = { readonly name: string; readonly act: (line: BoxLine) => void }

const happening = (name: string, act: Happening['act']) => ({ name, act, toString: () => name })
const always = (name: string, act: Happening['act']) => fc.constant(happening(name, act))
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })

/** Not within some ms of `longAfter`: there it matters whose clock is asked. */
const held = fc.oneof(fc.constantFrom(1, 60, 400, 1_470, 1_530, 4_000), fc.integer({ min: 1, max: 300 }))
const pause = fc.oneof(fc.constantFrom(49, 50, 51, 150, 1_000, 3_000), fc.integer({ min: 1, max: 200 }))
const press = fc
  .record({ button: fc.nat(1), held })
  .map(({ button, held: ms }) => happening(`button ${button} for ${ms} ms`, (line) => line.press(button, ms)))
const wait = pause.map((ms) => happening(`${ms} ms`, (line) => line.clock.advance(ms)))

const reset = always('reset', (line) => line.box.reset())
const restart = always('new process', (line) => line.restart())
const close = always('close', (line) => line.close())
const open = always('open', (line) => line.open())
const ask = always('ask', (line) => line.ask())
/** As opening the port of an Uno does. */
const openAndReset = always('open, reset', (line) => {
  line.open()
  line.box.reset()
})
const restartAndReset = always('new process, reset', (line) => {
  line.restart()
  line.box.reset()
})
const fail = fc.integer({ min: 1, max: 4 }).map((count) =>
  happening(`${count} failures`, (line) => {
    line.failures += count
  }),
)
const back = fc.oneof(open, restart, openAndReset, restartAndReset)
/** What was pressed while nobody heard it: kept in the box alone. */
const away = fc
  .tuple(close, fc.array(fc.oneof(press, wait), { maxLength: 6 }), back)
  .map(([first, meanwhile, last]) => [first, ...meanwhile, last])

const moments = fc.oneof(
  often(
    16,
    fc.oneof(often(5, press), often(5, wait)).map((one) => [one]),
  ),
  often(
    6,
    fc.oneof(reset, restart, close, open, ask, fail).map((one) => [one]),
  ),
  often(4, away),
)
const stories = fc.array(moments, { maxLength: 25 }).map((all) => all.flat())

const passes: Fate = { kind: 'passes' }
const anyFate = fc.oneof(
  often(6, fc.constant(passes)),
  often(3, fc.constant<Fate>({ kind: 'lost' })),
  often(
    1,
    fc.nat(511).map((bit): Fate => ({ kind: 'flipped', bit })),
  ),
  often(1, fc.constant<Fate>({ kind: 'doubled' })),
)
const fates = fc.array(anyFate, { maxLength: 200 })
const anyLine: fc.Arbitrary<Trouble> = fc.record({ toBox: fates, toHost: fates })
const goodLine = fc.constant<Trouble>({ toBox: [], toHost: [] })

const isLoss = (fate: Fate | undefined) => fate?.kind === 'lost' || fate?.kind === 'flipped'
/** A cable that is bad, but not so bad that two frames of the box in a row are lost. */
const badLine = anyLine.map(({ toBox, toHost }) => ({
  toBox,
  toHost: toHost.map((fate, i) => (isLoss(fate) && isLoss(toHost[i - 1]) ? passes : fate)),
}))

function told(story: readonly Happening[], trouble: Trouble, map: GestureMap, onAck = mustBeSafe): BoxLine {
  const line = new BoxLine(map, trouble, onAck)
  for (const { act } of story) act(line)
  line.end()
  return line
}

function downs({ edges }: BoxLine): readonly Edge[] {
  return edges.filter(({ edge }) => edge === 'down')
}

function isTaken(line: BoxLine, down: Edge): boolean {
  return line.journal.some((press) => isSame(press, down)) || isSecondOfTwo(line, down)
}

/** It went down while another button was held, and both together are one press. */
function isSecondOfTwo({ edges, journal }: BoxLine, down: Edge): boolean {
  const before = edges.filter(({ boot, seq }) => boot === down.boot && seq < down.seq)
  return journal.some(({ button, boot, seq, action }) => {
    if (action !== 'help' || boot !== down.boot || seq >= down.seq || button === down.button) return false
    return !before.some((up) => up.edge === 'up' && up.button === button && up.seq > seq)
  })
}

function mustBeSafe(ack: Ack, line: BoxLine): void {
  const early = downs(line).find((down) => down.boot === ack.boot && down.seq <= ack.seq && !isTaken(line, down))
  if (early) throw new Error(`${ack.boot} ${ack.seq} is acknowledged, and ${early.seq} is on no disk`)
}

/** As they came out first; the journal knows the others by their names. */
function firstTimes(journal: readonly BoxPress[]): BoxPress[] {
  return journal.filter((press, i) => !journal.slice(0, i).some((before) => isSame(before, press)))
}

describe('on a bad line, with a box and a host that begin anew at any moment, and a disk that fails', () => {
  it('every press comes out, and nothing is acknowledged before it is safe', () => {
    fc.assert(
      fc.property(stories, badLine, maps, (story, trouble, map) => {
        const line = told(story, trouble, map)
        expect(downs(line).filter((down) => !isTaken(line, down))).toEqual([])
        expect(line.missed).toBe(0)
        expect(downs(line).length + line.lost).toBe(line.box.pressed)
      }),
      { numRuns: 700 },
    )
  })

  it('in the end everything is acknowledged', () => {
    fc.assert(
      fc.property(stories, badLine, maps, (story, trouble, map) => {
        expect(told(story, trouble, map).isSettled).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('a press has the name of its own "down" each time that it comes out', () => {
    fc.assert(
      fc.property(stories, badLine, maps, (story, trouble, map) => {
        const line = told(story, trouble, map)
        for (const press of line.journal) {
          expect(downs(line)).toContainEqual(expect.objectContaining({ boot: press.boot, seq: press.seq }))
          expect(downs(line).find((down) => isSame(down, press))?.button).toBe(press.button)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('presses of one button come out in the order of the fingers, also over resets', () => {
    fc.assert(
      fc.property(stories, badLine, maps, (story, trouble, map) => {
        const line = told(story, trouble, map)
        for (const button of [0, 1]) {
          const first = firstTimes(line.journal).filter((press) => press.button === button)
          const places = first.map((press) => line.edges.findIndex((edge) => isSame(edge, press)))
          expect(places).toEqual(places.toSorted((a, b) => a - b))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a box whose power is cut loses what it alone had, and nothing after that', () => {
    const cut = always('power cut', (line) => line.cutPower())
    const cuts = fc.tuple(stories, cut, stories).map(([before, now, after]) => [...before, now, ...after])
    fc.assert(
      fc.property(cuts, badLine, maps, (story, trouble, map) => {
        const line = told(story, trouble, map, () => undefined)
        const gone = downs(line).filter((down) => !isTaken(line, down))
        expect(gone.filter((down) => !line.cut.includes(down))).toEqual([])
        expect(line.isSettled).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('on a line that loses whatever it likes', () => {
  it('no press is lost without being counted', () => {
    fc.assert(
      fc.property(
        stories.map((story) => story.filter(({ name }) => !name.startsWith('new process'))),
        anyLine,
        maps,
        (story, trouble, map) => {
          const line = told(story, trouble, map, () => undefined)
          expect(line.isSettled).toBe(true)
          const gone = downs(line).filter((down) => !isTaken(line, down))
          expect(line.missed).toBeGreaterThanOrEqual(gone.length)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('on a good line', () => {
  it('a press is what the finger meant, whatever begins anew meanwhile', () => {
    fc.assert(
      fc.property(stories, goodLine, fc.constantFrom(TWO_TILLS, AT_ONCE), (story, trouble, map) => {
        const line = told(story, trouble, map)
        for (const press of firstTimes(line.journal)) {
          const ms = line.heldFor(press)
          if (ms !== undefined) expect(press.action).toBe(map === TWO_TILLS && ms >= 1_500 ? 'toggle' : 'call')
        }
      }),
      { numRuns: 500 },
    )
  })
})
