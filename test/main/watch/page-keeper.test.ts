import { describe, expect, it } from 'vitest'
import { PageRig } from './page-rig.ts'

async function steadyRig(random?: () => number): Promise<PageRig> {
  const rig = new PageRig(random)
  await rig.pass(31_000)
  expect(rig.taken()).toEqual(['load'])
  return rig
}

describe('a page that is well', () => {
  it('is loaded once and left alone', async () => {
    const rig = new PageRig()
    await rig.pass(10 * 60_000)
    expect(rig.taken()).toEqual(['load'])
    expect(rig.told).toEqual([])
  })

  it('is loaded anew when somebody wishes it', async () => {
    const rig = await steadyRig()
    rig.keeper.wish('load', 'quiet hours')
    await rig.pass(1_000)
    expect(rig.taken()).toEqual(['load'])
    expect(rig.up).toBe(true)
  })

  it('gets a new window when somebody wishes it', async () => {
    const rig = await steadyRig()
    rig.keeper.wish('renew', 'it takes too much memory')
    await rig.pass(1_000)
    expect(rig.taken()).toEqual(['renew', 'load'])
  })

  it('is not blamed when this process itself was held up', async () => {
    const rig = await steadyRig()
    rig.clock.sleep(60_000)
    await rig.pass(60_000)
    expect(rig.taken()).toEqual([])
  })
})

describe('a page that crashes', () => {
  it('is loaded again at once, for a customer waits', async () => {
    const rig = await steadyRig()
    rig.gone()
    rig.clock.advance(0)
    expect(rig.taken()).toEqual(['load'])
  })

  it('waits a little before the second time, however the dice fall', async () => {
    const rig = await steadyRig(() => 0)
    rig.gone()
    await rig.pass(100)
    rig.taken()
    rig.gone()
    rig.clock.advance(249)
    expect(rig.taken()).toEqual([])
    rig.clock.advance(1)
    expect(rig.taken()).toEqual(['load'])
  })

  it('is loaded at once again after thirty steady seconds', async () => {
    const rig = await steadyRig()
    rig.gone()
    await rig.pass(30_100)
    rig.taken()
    rig.gone()
    rig.clock.advance(0)
    expect(rig.taken()).toEqual(['load'])
  })

  it('does not spin when it crashes as it loads', async () => {
    const rig = new PageRig(() => 0, 'crashes')
    await rig.pass(1_000)
    expect(rig.taken().length).toBeLessThanOrEqual(7)
  })

  it('gets a new window after five crashes, and the program starts anew after three windows', async () => {
    const rig = new PageRig(() => 0, 'crashes')
    await rig.pass(60_000)
    const five = Array.from({ length: 5 }, () => 'load')
    expect(rig.taken()).toEqual([...five, 'renew', ...five, 'renew', ...five, 'renew', ...five, 'relaunch'])
  })

  it('counts crashes within ten minutes, though the page was steady in between', async () => {
    const rig = new PageRig()
    for (let crash = 0; crash < 5; crash++) {
      await rig.pass(40_000)
      rig.gone()
    }
    await rig.pass(1_000)
    expect(rig.taken().filter((what) => what === 'renew')).toHaveLength(1)
  })

  it('keeps its window when it crashes once in three minutes', async () => {
    const rig = new PageRig()
    for (let crash = 0; crash < 20; crash++) {
      await rig.pass(180_000)
      rig.gone()
    }
    await rig.pass(1_000)
    expect(rig.taken()).not.toContain('renew')
  })

  it('waits where the machine can start no process for it', async () => {
    const rig = await steadyRig(() => 0.999_999)
    rig.gone('launch-failed', 1_003)
    rig.clock.advance(400)
    expect(rig.taken()).toEqual([])
    rig.clock.advance(200)
    expect(rig.taken()).toEqual(['load'])
  })

  it('needs a new program when the program’s files have changed under it', async () => {
    const rig = await steadyRig()
    rig.gone('integrity-failure', 1)
    await rig.pass(60_000)
    expect(rig.taken()).toEqual(['relaunch'])
  })

  it('is told in the log with its cause', async () => {
    const rig = await steadyRig()
    rig.gone('oom', 9)
    rig.clock.advance(0)
    expect(rig.told).toEqual([
      {
        fields: { screen: 'entrance', step: 'load', why: 'the page is gone: oom, exit code 9' },
        text: 'screen is put right',
      },
    ])
  })
})

describe('a page that hangs', () => {
  it('is ended after five seconds without a beat, then loaded', async () => {
    const rig = await steadyRig()
    rig.hang()
    await rig.pass(3_900)
    expect(rig.taken()).toEqual([])
    await rig.pass(1_200)
    expect(rig.taken()).toEqual(['crash', 'load'])
    expect(rig.up).toBe(true)
  })

  it('is ended when it answers no input, though it beats', async () => {
    const rig = await steadyRig()
    rig.keeper.unresponsive()
    await rig.pass(100)
    expect(rig.taken()).toEqual(['crash', 'load'])
  })

  it('has ten seconds to load', async () => {
    const rig = new PageRig(() => 0.5, 'hangs')
    await rig.pass(9_900)
    expect(rig.taken()).toEqual(['load'])
    await rig.pass(200)
    expect(rig.taken().slice(0, 1)).toEqual(['crash'])
  })

  it('may take longer to load while it beats', async () => {
    const rig = new PageRig(() => 0.5, 'hangs')
    for (let second = 0; second < 30; second++) {
      await rig.pass(1_000)
      rig.keeper.beat()
    }
    expect(rig.taken()).toEqual(['load'])
  })

  it('that never began to beat is ended too', async () => {
    const rig = new PageRig()
    rig.beating = false
    await rig.pass(5_200)
    expect(rig.taken().slice(0, 2)).toEqual(['load', 'crash'])
  })

  it('loses its window when it does not even die', async () => {
    const rig = await steadyRig()
    rig.dies = false
    rig.hang()
    await rig.pass(9_800)
    expect(rig.taken()).toEqual(['crash'])
    await rig.pass(300)
    expect(rig.taken()).toEqual(['renew', 'load'])
    expect(rig.up).toBe(true)
  })
})

describe('a page that cannot be loaded', () => {
  it('is tried ever less often, with a new window in between', async () => {
    const rig = new PageRig(() => 0.999_999, 'fails')
    await rig.pass(120_000)
    const loads = rig.done.filter(({ what }) => what === 'load').map(({ at }) => at)
    const pauses = loads.slice(1, 8).map((at, index) => Math.round((at - (loads[index] ?? 0)) / 500) * 500)
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    expect(rig.taken()).toContain('renew')
  })

  it('counts a failure that is told twice as one', async () => {
    const rig = await steadyRig()
    rig.gone()
    rig.gone()
    await rig.pass(100)
    expect(rig.taken()).toEqual(['load'])
  })

  it('is not given up for what an earlier load still says', async () => {
    const answers: ((reason: string) => void)[] = []
    const rig = await steadyRig()
    rig.load = () => new Promise((resolve) => answers.push((reason) => resolve({ kind: 'failed', reason })))
    rig.keeper.wish('load', 'test')
    rig.gone()
    rig.clock.advance(0)
    expect(answers).toHaveLength(2)
    answers[0]?.('ERR_FAILED')
    await rig.pass(9_000)
    expect(answers).toHaveLength(2)
    answers[1]?.('ERR_FAILED')
    await rig.pass(9_000)
    expect(answers.length).toBeGreaterThan(2)
  })

  it('may also reject', async () => {
    const rig = await steadyRig()
    const load = rig.load.bind(rig)
    rig.load = () => {
      rig.load = load
      return Promise.reject(new Error('ERR_ABORTED'))
    }
    rig.keeper.wish('load', 'test')
    await rig.pass(2_000)
    expect(rig.up).toBe(true)
    expect(JSON.stringify(rig.told)).toContain('ERR_ABORTED')
  })
})

describe('a keeper', () => {
  it('knows whether its page has beaten lately', async () => {
    const rig = await steadyRig()
    expect(rig.keeper.beatenWithin(2_000)).toBe(true)
    rig.hang()
    rig.clock.advance(2_500)
    expect(rig.keeper.beatenWithin(2_000)).toBe(false)
  })

  it('does nothing more once it is stopped', async () => {
    const rig = await steadyRig()
    rig.keeper.stop()
    rig.hang()
    rig.gone()
    await rig.pass(60_000)
    expect(rig.taken()).toEqual([])
    expect(rig.clock.pending).toBe(0)
  })
})
