/** When followers look at their logs uncalled: each in its turn, evenly, and never too many. */
import { describe, expect, it } from 'vitest'
import { Rounds, type Visited } from '../../../relay/log/redis-rounds.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

class Member implements Visited {
  visits = 0
  visit(): void {
    this.visits++
  }
}

function members(count: number, rounds: Rounds): Member[] {
  const all = Array.from({ length: count }, () => new Member())
  for (const member of all) rounds.add(member)
  return all
}

function sum(all: readonly Member[]): number {
  return all.reduce((total, { visits }) => total + visits, 0)
}

describe('rounds', () => {
  it.each([1, 7, 100, 999])('visit each of %i once a second', (count) => {
    const clock = new FakeTimersClock()
    const all = members(count, new Rounds(clock))
    clock.advance(20_000)
    for (const { visits } of all) expect(Math.abs(visits - 20)).toBeLessThanOrEqual(1)
  })

  it('make a thousand visits a second where there are more, and pass nobody over', () => {
    const clock = new FakeTimersClock()
    const all = members(20_000, new Rounds(clock))
    clock.advance(40_000)
    expect(sum(all)).toBeLessThanOrEqual(40_000)
    for (const { visits } of all) expect(Math.abs(visits - 2)).toBeLessThanOrEqual(1)
  })

  it('spread them evenly', () => {
    const clock = new FakeTimersClock()
    const all = members(5_000, new Rounds(clock))
    for (let i = 0; i < 100; i++) {
      const before = sum(all)
      clock.advance(10)
      expect(sum(all) - before).toBeLessThanOrEqual(20)
    }
  })

  it('make no burst of what a clock that was held up has missed', () => {
    const clock = new FakeTimersClock()
    const all = members(5_000, new Rounds(clock))
    clock.sleep(60_000)
    clock.advance(0)
    expect(sum(all)).toBeLessThanOrEqual(50)
  })

  it('are not put off by those who are in a hurry again and again', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds(clock)
    const all = members(100, rounds)
    for (let i = 0; i < 400; i++) {
      const late = new Member()
      rounds.add(late)
      rounds.hurry(late)
      rounds.remove(late)
      clock.advance(5)
    }
    for (const { visits } of all) expect(Math.abs(visits - 2)).toBeLessThanOrEqual(1)
  })

  it('visit everybody within a second or so when there is a reason, still not all at once', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds(clock)
    const all = members(5_000, rounds)
    rounds.hurryAll()
    clock.advance(10)
    expect(sum(all)).toBeLessThanOrEqual(70)
    clock.advance(1_000)
    expect(all.filter(({ visits }) => visits === 0)).toEqual([])
  })

  it('begin with who is in a hurry', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds(clock)
    const all = members(5_000, rounds)
    const last = all.at(-1)
    if (last) rounds.hurry(last)
    clock.advance(10)
    expect(last?.visits).toBe(1)
  })

  it('never visit who has left, be it in the middle of a visit', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds(clock)
    const [first, second] = members(2, rounds)
    if (!first || !second) throw new Error('two were asked for')
    first.visit = () => rounds.remove(second)
    rounds.hurryAll()
    clock.advance(5_000)
    expect(second.visits).toBe(0)
  })

  it('leave no timer behind', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds(clock)
    const all = members(3, rounds)
    clock.advance(100)
    for (const member of all) rounds.remove(member)
    expect(clock.pending).toBe(0)
  })
})
