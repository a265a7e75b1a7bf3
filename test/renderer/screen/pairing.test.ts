/** A screen without a token: which code it shows, when it asks, and what it does with each answer. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Answer,
  invitation,
  OFF,
  type Offer,
  type Pairing,
  type PairingEffect,
  type PairingEvent,
  pairingWakeAt,
  stepPairing,
} from '../../../renderer/screen/pairing.ts'

const LIFE = 600_000
const SECOND = 1_000

/** The machine with a clock turned by hand; what it wanted is in `wanted`. */
class Bench {
  pairing: Pairing = OFF
  now = 0
  wanted: PairingEffect[] = []
  random = 0.5

  tell(event: PairingEvent): PairingEffect[] {
    const { pairing, effects } = stepPairing(this.pairing, event, { now: this.now, random: this.random })
    this.pairing = pairing
    this.wanted.push(...effects)
    return [...effects]
  }

  offer(name: string, life = LIFE): Offer {
    const offer = { code: name, secret: `secret of ${name}`, url: `https://r/pair#${name}`, endsAt: this.now + life }
    this.tell({ kind: 'offered', offer })
    return offer
  }

  answer(secret: string, answer: Answer): PairingEffect[] {
    return this.tell({ kind: 'looked', answers: [{ secret, answer }] })
  }

  /** To the next instant the machine has asked for. */
  next(): PairingEffect[] {
    const at = pairingWakeAt(this.pairing)
    if (at === null) throw new Error('it waits for nothing')
    this.now = Math.max(this.now, at)
    return this.tell({ kind: 'wake' })
  }

  shown() {
    return invitation(this.pairing, this.now)
  }
}

function invited(): { readonly bench: Bench; readonly offer: Offer } {
  const bench = new Bench()
  bench.tell({ kind: 'not-allowed' })
  const offer = bench.offer('AAAA-BBBB')
  bench.wanted = []
  return { bench, offer }
}

describe('it begins', () => {
  test('when the relay wants another token: a code is asked for at once', () => {
    const bench = new Bench()
    expect(bench.tell({ kind: 'not-allowed' })).toEqual([{ kind: 'ask' }])
    expect(bench.shown()).toEqual({ kind: 'none' })
  })

  test('once, however often it is told so', () => {
    const bench = new Bench()
    bench.tell({ kind: 'not-allowed' })
    expect(bench.tell({ kind: 'not-allowed' })).toEqual([])
  })

  test('by nothing else', () => {
    const bench = new Bench()
    bench.tell({ kind: 'wake' })
    bench.tell({ kind: 'let-in' })
    bench.offer('late')
    bench.answer('x', { kind: 'refused' })
    expect(bench.pairing).toEqual(OFF)
    expect(pairingWakeAt(bench.pairing)).toBeNull()
    expect(bench.wanted).toEqual([])
  })
})

describe('the code', () => {
  test('is shown with the address of its QR', () => {
    expect(invited().bench.shown()).toEqual({ kind: 'code', code: 'AAAA-BBBB', url: 'https://r/pair#AAAA-BBBB' })
  })

  test('is asked after every two seconds', () => {
    const { bench, offer } = invited()
    expect(bench.next()).toEqual([{ kind: 'look', secrets: [offer.secret] }])
    expect(bench.now).toBe(2 * SECOND)
    bench.answer(offer.secret, { kind: 'waiting' })
    bench.next()
    expect(bench.now).toBe(4 * SECOND)
  })

  test('is not asked after again before the last answer has come', () => {
    const { bench } = invited()
    bench.next()
    bench.now += 30 * SECOND
    expect(bench.tell({ kind: 'wake' })).toEqual([])
  })

  test('is replaced before it runs out, and both are asked after until the old one has', () => {
    const { bench, offer } = invited()
    bench.now = offer.endsAt - 45 * SECOND
    expect(bench.tell({ kind: 'wake' })).toContainEqual({ kind: 'ask' })
    const second = bench.offer('CCCC-DDDD')
    expect(bench.shown()).toMatchObject({ code: 'CCCC-DDDD' })
    bench.answer(offer.secret, { kind: 'waiting' })
    bench.now += 2 * SECOND
    expect(bench.tell({ kind: 'wake' })).toEqual([{ kind: 'look', secrets: [second.secret, offer.secret] }])
    bench.tell({ kind: 'looked', answers: [] })
    bench.now = offer.endsAt
    expect(bench.tell({ kind: 'wake' })).toEqual([{ kind: 'look', secrets: [second.secret] }])
  })

  test('is asked after for as long as one newer one stands beside it, not longer', () => {
    const { bench } = invited()
    const second = bench.offer('CCCC-DDDD')
    const third = bench.offer('EEEE-FFFF')
    expect(bench.next()).toEqual([{ kind: 'look', secrets: [third.secret, second.secret] }])
  })

  test('of a short life is replaced in the middle of it', () => {
    const bench = new Bench()
    bench.tell({ kind: 'not-allowed' })
    bench.offer('short', 20 * SECOND)
    bench.now = 10 * SECOND - 1
    expect(bench.tell({ kind: 'wake' })).not.toContainEqual({ kind: 'ask' })
    bench.now = 10 * SECOND
    expect(bench.tell({ kind: 'wake' })).toContainEqual({ kind: 'ask' })
  })

  test('that has run out is not shown, also where no new one comes', () => {
    const { bench, offer } = invited()
    bench.now = offer.endsAt - 1
    expect(bench.shown().kind).toBe('code')
    bench.now = offer.endsAt
    expect(bench.shown()).toEqual({ kind: 'none' })
    bench.tell({ kind: 'wake' })
    expect(bench.pairing).toMatchObject({ offers: [] })
  })

  test('goes where the relay knows it no more, and another is asked for soon', () => {
    const { bench, offer } = invited()
    bench.answer(offer.secret, { kind: 'gone' })
    expect(bench.shown()).toEqual({ kind: 'none' })
    expect(bench.next()).toEqual([{ kind: 'ask' }])
    expect(bench.now).toBeLessThanOrEqual(2 * SECOND)
  })
})

describe('staff say yes', () => {
  test('and the screen enters with what it was given', () => {
    const { bench, offer } = invited()
    const entered = bench.answer(offer.secret, { kind: 'approved', token: 'jwt', store: 'bakery' })
    expect(entered).toEqual([{ kind: 'enter', entry: { token: 'jwt', store: 'bakery' } }])
    expect(bench.pairing).toEqual(OFF)
  })

  test('to the older of two codes, half typed when the new one came', () => {
    const { bench, offer } = invited()
    bench.offer('CCCC-DDDD')
    expect(bench.answer(offer.secret, { kind: 'approved', token: 'jwt', store: 'main' })).toHaveLength(1)
  })

  test('and take it back: it begins anew', () => {
    const { bench, offer } = invited()
    bench.answer(offer.secret, { kind: 'approved', token: 'jwt', store: 'main' })
    bench.tell({ kind: 'let-in' })
    expect(bench.tell({ kind: 'not-allowed' })).toEqual([{ kind: 'ask' }])
  })
})

describe('staff say no', () => {
  test('and the screen says so for a minute, without any code', () => {
    const { bench, offer } = invited()
    bench.offer('CCCC-DDDD')
    bench.answer(offer.secret, { kind: 'refused' })
    expect(bench.shown()).toEqual({ kind: 'refused' })
    expect(bench.next()).toEqual([{ kind: 'ask' }])
    expect(bench.now).toBe(60 * SECOND)
    bench.offer('EEEE-FFFF')
    expect(bench.shown()).toMatchObject({ kind: 'code', code: 'EEEE-FFFF' })
  })
})

describe('without an answer', () => {
  test('a code is asked for again, ever more slowly up to half a minute', () => {
    const bench = new Bench()
    bench.random = 0.999
    bench.tell({ kind: 'not-allowed' })
    const waits = Array.from({ length: 8 }, () => {
      const before = bench.now
      bench.tell({ kind: 'not-offered' })
      bench.next()
      return Math.round((bench.now - before) / SECOND)
    })
    expect(waits).toEqual([3, 5, 9, 17, 31, 31, 31, 31])
  })

  test('screens do not come in step', () => {
    const wait = (random: number) => {
      const bench = new Bench()
      bench.random = random
      bench.tell({ kind: 'not-allowed' })
      bench.tell({ kind: 'not-offered' })
      return pairingWakeAt(bench.pairing)
    }
    expect(wait(0)).not.toBe(wait(0.9))
    expect(wait(0)).toBe(SECOND)
  })

  test('the code stays, and is asked after again', () => {
    const { bench, offer } = invited()
    bench.next()
    bench.answer(offer.secret, { kind: 'none' })
    expect(bench.shown().kind).toBe('code')
    expect(bench.next()).toEqual([{ kind: 'look', secrets: [offer.secret] }])
  })
})

test('being let in ends it, whatever it was about', () => {
  const { bench } = invited()
  bench.tell({ kind: 'let-in' })
  expect([bench.pairing, bench.shown(), pairingWakeAt(bench.pairing)]).toEqual([OFF, { kind: 'none' }, null])
})

test('whatever happens: no old code is shown, it never hurries, and it never stands still', () => {
  const kinds = fc.constantFrom('not-allowed', 'let-in', 'offered', 'not-offered', 'waiting', 'gone', 'none', 'refused')
  const deed = fc.record({
    kind: kinds,
    wait: fc.integer({ min: 0, max: 90_000 }),
    life: fc.integer({ min: 1, max: LIFE }),
  })
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const bench = new Bench()
      const asked: number[] = []
      for (const { kind, wait, life } of deeds) {
        bench.now += wait
        for (const effect of bench.tell({ kind: 'wake' })) if (effect.kind === 'ask') asked.push(bench.now)
        if (kind === 'not-allowed' || kind === 'let-in' || kind === 'not-offered') bench.tell({ kind })
        else if (kind === 'offered') bench.offer(`code ${bench.now}`, life)
        else if (bench.pairing.kind === 'on') {
          const [newest] = bench.pairing.offers
          bench.answer(newest?.secret ?? 'none', { kind })
        }
        const shown = bench.shown()
        const offers = bench.pairing.kind === 'on' ? bench.pairing.offers : []
        if (shown.kind === 'code') expect(offers[0]?.endsAt).toBeGreaterThan(bench.now)
        expect(offers.length).toBeLessThanOrEqual(2)
        const { pairing } = bench
        // Either an answer is awaited, or there is an instant at which it goes on.
        if (pairing.kind === 'on' && pairing.askAt !== null) expect(pairingWakeAt(pairing)).toBeLessThan(Infinity)
      }
    }),
  )
})
