/** What the lamps of a box show. Part of `describeBox`. */
import { describe, expect, it } from 'vitest'
import type { HostFrame } from '../../protocol/box/frame.ts'
import type { Lamp } from '../../protocol/box/lamp.ts'
import type { Bench } from './box-bench.ts'

export function describeLamps(bench: () => Bench): void {
  describe('the lamps', () => {
    it('are dark after a reset', () => {
      bench().started()
      bench().lamps(0b11, 0)
      bench().rig.reset()
      bench().started()
      expect(bench().patterns(2_000)).toEqual(['off', 'off'])
    })

    it('are confirmed as they are now', () => {
      bench().started()
      bench().listen()
      bench().tell({ kind: 'lamps', on: 0b01, blink: 0b10 })
      expect(bench().listen()).toContainEqual({ kind: 'lamps_applied', on: 0b01, blink: 0b10 })
    })

    it('are no more than the hello has told', () => {
      const { lamps } = bench().started()
      const all = 2 ** lamps - 1
      bench().listen()
      bench().tell({ kind: 'lamps', on: 0xffff, blink: 0xffff })
      expect(bench().listen()).toContainEqual({ kind: 'lamps_applied', on: all, blink: all })
    })

    it.each<[number, number, Lamp[]]>([
      [0b00, 0b00, ['off', 'off']],
      [0b01, 0b00, ['lit', 'off']],
      [0b10, 0b00, ['off', 'lit']],
      [0b01, 0b10, ['lit', 'slow']],
      [0b01, 0b01, ['fast', 'off']],
      [0b10, 0b11, ['slow', 'fast']],
    ])('show what the masks %i and %i say', (on, blink, patterns) => {
      bench().started()
      bench().lamps(on, blink)
      expect(bench().patterns(4_000)).toEqual(patterns)
    })

    it('are absolute: the newest masks replace what was there', () => {
      bench().started()
      bench().lamps(0b11, 0b01)
      bench().lamps(0b00, 0b10)
      expect(bench().patterns(4_000)).toEqual(['off', 'slow'])
    })

    it('flash twice a second when no host has been heard for 5 s, and not before', () => {
      bench().started()
      bench().lamps(0b01, 0)
      expect(bench().patterns(4_900)).toEqual(['lit', 'off'])
      bench().rig.advance(200)
      expect(bench().patterns(4_000)).toEqual(['double', 'double'])
    })

    it('flash so without any host from the start', () => {
      bench().started()
      expect(bench().patterns(4_800)).toEqual(['off', 'off'])
      bench().rig.advance(300)
      expect(bench().patterns(4_000)).toEqual(['double', 'double'])
    })

    it.each<HostFrame>([{ kind: 'ask' }, { kind: 'ack', boot: 1, seq: 1 }])('go back at any frame: %o', (frame) => {
      bench().started()
      bench().lamps(0b01, 0)
      bench().rig.advance(6_000)
      bench().tell(frame)
      expect(bench().patterns(4_000)).toEqual(['lit', 'off'])
    })

    it('do not go back for bytes that are no frame', () => {
      bench().started()
      bench().lamps(0b01, 0)
      bench().rig.advance(5_100)
      bench().rig.send('$?*0000\nhello\n')
      bench().rig.advance(bench().rig.latency)
      expect(bench().patterns(4_000)).toEqual(['double', 'double'])
    })
  })
}
