/** What becomes of a button's edges: numbered, kept, said again until they are acknowledged. Part of `describeBox`. */
import { describe, expect, it } from 'vitest'
import { type Bench, brief, isEdge } from './box-bench.ts'

export function describeEvents(bench: () => Bench): void {
  describeEdges(bench)
  describeRepetitions(bench)
  describeFullQueue(bench)
  describeReset(bench)
}

function describeEdges(bench: () => Bench): void {
  describe('an edge', () => {
    it('is said at once, numbered densely from 1', () => {
      bench().started()
      bench().press(0)
      bench().press(1)
      expect(bench().edges().map(brief)).toEqual(['1 0D', '2 0U', '3 1D', '4 1U'])
    })

    it('carries its time', () => {
      bench().started()
      bench().press(0, 1_700)
      const [down, up] = bench().edges()
      expect((up?.ms ?? 0) - (down?.ms ?? 0)).toBe(1_700)
    })

    it('of one button is said while another is held', () => {
      bench().started()
      bench().down(0)
      bench().press(1)
      bench().up(0)
      expect(bench().edges().map(brief)).toEqual(['1 0D', '2 1D', '3 1U', '4 0U'])
    })
  })
}

function describeRepetitions(bench: () => Bench): void {
  describe('an event that nobody acknowledges', () => {
    it('is said again after 50 ms, then after twice that, up to 1 s', () => {
      bench().started()
      bench().rig.down(0)
      const times = bench().timesOf('edge', 4_700)
      const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
      const wanted = [50, 100, 200, 400, 800, 1_000, 1_000, 1_000]
      expect(gaps).toHaveLength(wanted.length)
      for (const [i, gap] of gaps.entries()) expect(Math.abs(gap - (wanted[i] ?? 0))).toBeLessThanOrEqual(5)
    })

    it('is the only one that is said again', () => {
      bench().started()
      bench().press(0)
      bench().listen()
      bench().rig.advance(3_000)
      expect(new Set(bench().listen().filter(isEdge).map(brief))).toEqual(new Set(['1 0D']))
    })

    it('makes way for the next one when it is acknowledged', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().rig.advance(3_000)
      bench().tell({ kind: 'ack', boot, seq: 1 })
      bench().listen()
      bench().rig.advance(50)
      expect(bench().listen().map(brief)).toContain('2 0U')
    })

    it('is forgotten with all before it', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().press(1)
      bench().tell({ kind: 'ack', boot, seq: 3 })
      expect(bench().kept()).toEqual(['4 1U'])
    })

    it('stays whatever is said of another boot, or of what came before it', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().tell({ kind: 'ack', boot: boot + 1, seq: 2 })
      bench().tell({ kind: 'ack', boot: boot - 1, seq: 2 })
      bench().tell({ kind: 'ack', boot, seq: 0 })
      expect(bench().kept()).toEqual(['1 0D', '2 0U'])
    })

    it('that is still to come is not acknowledged before it is there', () => {
      const { boot } = bench().started()
      bench().tell({ kind: 'ack', boot, seq: 4_000_000_000 })
      bench().press(0)
      expect(bench().ask()).toMatchObject({ seq: 0 })
      expect(bench().kept()).toEqual(['1 0D', '2 0U'])
    })
  })
}

function describeFullQueue(bench: () => Bench): void {
  describe('a box that has no room', () => {
    it('has kept at least 8 events, and drops a press whole, and counts both its edges', () => {
      bench().started()
      expect(bench().rig.queue).toBeGreaterThanOrEqual(8)
      bench().fill()
      bench().press(1)
      expect(bench().heartbeat()).toMatchObject({ queued: bench().rig.queue, lost: 2 })
      expect(bench().kept()).not.toContain(`${bench().rig.queue + 1} 1D`)
    })

    it('goes on with the next number when there is room again', () => {
      const { boot } = bench().started()
      const { queue } = bench().rig
      bench().fill()
      bench().press(1)
      bench().tell({ kind: 'ack', boot, seq: queue })
      bench().press(1)
      expect(bench().kept()).toEqual([`${queue + 1} 1D`, `${queue + 2} 1U`])
    })

    it('takes no press for which there is room for one edge alone', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().tell({ kind: 'ack', boot, seq: 1 })
      bench().fill()
      expect(bench().heartbeat()).toMatchObject({ queued: bench().rig.queue - 1, lost: 2 })
    })

    it('has a place for the release of a button that is held', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().tell({ kind: 'ack', boot, seq: 1 })
      bench().down(1)
      bench().fill()
      expect(bench().heartbeat()).toMatchObject({ queued: bench().rig.queue - 2 })
      bench().up(1)
      expect(bench().heartbeat()).toMatchObject({ queued: bench().rig.queue - 1 })
      expect(bench().kept().at(-1)).toBe(`${bench().rig.queue} 1U`)
    })

    it('says no release of a press that it has dropped, even if there is room by then', () => {
      const { boot } = bench().started()
      const { queue } = bench().rig
      bench().fill()
      bench().down(1)
      bench().tell({ kind: 'ack', boot, seq: queue })
      bench().up(1)
      expect(bench().kept()).toEqual([])
      expect(bench().heartbeat()).toMatchObject({ queued: 0, lost: 2 })
    })
  })
}

function describeReset(bench: () => Bench): void {
  describe('a reset', () => {
    it('begins another boot, with its own numbers', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().tell({ kind: 'ack', boot, seq: 2 })
      bench().rig.reset()
      const after = bench().started()
      expect(after.boot).not.toBe(boot)
      expect(after.seq).toBe(0)
      bench().press(1)
      expect(bench().edges().map(brief)).toEqual(['1 1D', '2 1U'])
    })

    it('keeps what nobody has acknowledged, under its old boot, and says it behind the hello', () => {
      const { boot } = bench().started()
      bench().press(0)
      bench().press(1)
      bench().tell({ kind: 'ack', boot, seq: 1 })
      bench().listen()
      bench().rig.reset()
      const said = bench().listen()
      expect(said.map(brief).slice(0, 4)).toEqual(['hello', '2 0U', '3 1D', '4 1U'])
      expect(said.filter(isEdge).every((edge) => edge.boot === boot)).toBe(true)
    })

    it('says what is new when all from before it is acknowledged, so that nothing overtakes', () => {
      const before = bench().started()
      bench().press(0)
      bench().rig.reset()
      const after = bench().started()
      bench().press(1)
      bench().rig.advance(1_000)
      expect(
        bench()
          .edges()
          .map(({ boot }) => boot),
      ).not.toContain(after.boot)
      expect(bench().kept()).toEqual(['1 0D', '2 0U'])
      expect(bench().heartbeat()).toMatchObject({ queued: 4 })
      bench().listen()
      bench().tell({ kind: 'ack', boot: before.boot, seq: 2 })
      expect(bench().listen().filter(isEdge).map(brief).slice(0, 2)).toEqual(['1 1D', '2 1U'])
    })

    it('leaves each boot to be acknowledged for itself', () => {
      const before = bench().started()
      bench().press(0)
      bench().rig.reset()
      const after = bench().started()
      bench().press(1)
      bench().tell({ kind: 'ack', boot: after.boot, seq: 1 })
      expect(bench().heartbeat()).toMatchObject({ queued: 3 })
      bench().tell({ kind: 'ack', boot: before.boot, seq: 2 })
      expect(bench().kept()).toEqual(['2 1U'])
      expect(bench().ask()).toMatchObject({ boot: after.boot, seq: 1 })
    })

    it('counts nothing of the release of a press that had no room before', () => {
      bench().started()
      bench().fill()
      bench().down(1)
      bench().rig.reset()
      bench().started()
      bench().up(1)
      expect(bench().heartbeat()).toMatchObject({ queued: bench().rig.queue, lost: 0 })
    })

    it('makes no event of a button that was down meanwhile, nor of its release', () => {
      bench().started()
      bench().down(1)
      bench().rig.reset()
      bench().started()
      expect(bench().heartbeat()).toMatchObject({ bitmap: 0b10, queued: 1 })
      bench().up(1)
      expect(bench().heartbeat()).toMatchObject({ bitmap: 0, queued: 1, lost: 0 })
      expect(bench().kept()).toEqual(['1 1D'])
    })
  })
}
