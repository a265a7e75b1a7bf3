/**
 * What a button box does on its line, whichever box it is: the same specification is run against `FakeBox` and against
 * the real firmware in a simulated chip, so that tests with the one are worth something for the other.
 *
 * How to extend: a box joins with a `BoxRig` (box-bench.ts). Say nothing of what is each box's own: how long exactly an
 * answer takes, or where in its pattern a lamp begins.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeHostFrame } from '../../protocol/box/encode.ts'
import { Bench, type BoxRig, brief, isHeartbeat } from './box-bench.ts'
import { describeEvents } from './box-events-specification.ts'
import { describeLamps } from './box-lamps-specification.ts'

/** A box and its host at a table. `makeRig` gives a box that was just powered on. */
export function describeBox(name: string, makeRig: () => BoxRig): void {
  let bench: Bench
  beforeEach(() => {
    bench = new Bench(makeRig())
  })
  describe(name, () => {
    describeHello(() => bench)
    describeEvents(() => bench)
    describeHeartbeat(() => bench)
    describeLamps(() => bench)
    describeRefusals(() => bench)
  })
}

function describeHello(bench: () => Bench): void {
  describe('hello', () => {
    it('comes first after power-on', () => {
      const [first] = bench().listen()
      expect(first).toMatchObject({ kind: 'hello', version: 1, seq: 0 })
    })

    it('comes when it is asked for, of the same boot, with the newest acknowledged event', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().tell({ kind: 'ack', boot, seq: 1 })
      expect(bench().ask()).toMatchObject({ boot, seq: 1 })
      bench().tell({ kind: 'ack', boot, seq: 2 })
      expect(bench().ask()).toMatchObject({ boot, seq: 2 })
    })

    it('that is asked for is followed by all events that are kept, the oldest first', () => {
      bench().started()
      bench().press(0)
      bench().press(1)
      bench().listen()
      bench().tell({ kind: 'ask' })
      expect(bench().listen().map(brief).slice(0, 5)).toEqual(['hello', '1 0D', '2 0U', '3 1D', '4 1U'])
    })
  })
}

function describeHeartbeat(bench: () => Bench): void {
  describe('the heartbeat', () => {
    it('comes each second, and carries the time since the reset', () => {
      bench().started()
      bench().rig.advance(3_500)
      const times = bench()
        .listen()
        .filter(isHeartbeat)
        .map(({ ms }) => ms)
      expect(times).toEqual([1_000, 2_000, 3_000])
    })

    it('tells which buttons are down, and how many events wait', () => {
      bench().started()
      expect(bench().heartbeat()).toMatchObject({ bitmap: 0, queued: 0, lost: 0 })
      bench().down(1)
      expect(bench().heartbeat()).toMatchObject({ bitmap: 0b10, queued: 1, lost: 0 })
      bench().up(1)
      expect(bench().heartbeat()).toMatchObject({ bitmap: 0, queued: 2, lost: 0 })
    })
  })
}

function describeRefusals(bench: () => Bench): void {
  describe('what it cannot read', () => {
    it.each([
      ['crc', 'a wrong checksum', '$?*0000\n'],
      ['unknown', 'a letter it does not know', '$Z 1 2*97BC\n'],
      ['form', 'a number that is missing', '$A 1*C695\n'],
      ['form', 'a word that is no number', '$L x 1*ED3C\n'],
    ])('is refused with `%s`: %s', (reason, _what, text) => {
      bench().started()
      bench().listen()
      bench().rig.send(text)
      expect(bench().listen()).toContainEqual({ kind: 'refused', reason })
    })

    it('changes nothing', () => {
      bench().started()
      bench().press(0)
      bench().lamps(0b01, 0)
      bench().rig.send('$A 1 2*0000\n$L 2 0*0000\nnoise\n')
      bench().rig.advance(bench().rig.latency)
      expect(bench().kept()).toEqual(['1 0D', '2 0U'])
      expect(bench().patterns(2_000)).toEqual(['lit', 'off'])
    })

    it('before a frame on the same line does not hide it', () => {
      bench().started()
      bench().listen()
      bench().rig.send(`\u0000$A 1 $L noise${encodeHostFrame({ kind: 'ask' })}`)
      expect(bench().listen().map(brief)).toContain('hello')
    })
  })
}
