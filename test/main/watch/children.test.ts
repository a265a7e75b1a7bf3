import { describe, expect, it } from 'vitest'
import { type ChildDetails, childGone, GPU_CRASHES, type GpuHistory } from '../../../main/watch/children.ts'

const GPU: ChildDetails = { type: 'GPU', reason: 'crashed', exitCode: 139 }

function crashAt(...times: readonly number[]) {
  let history: GpuHistory = []
  return times.map((now) => {
    const seen = childGone(history, GPU, now)
    history = seen.history
    return seen.answer.kind
  })
}

describe('a graphics process that crashes', () => {
  it('is started again by Chromium, three times in ten minutes', () => {
    expect(crashAt(0, 1_000, 2_000)).toEqual(['tell', 'tell', 'tell'])
  })

  it('costs a start without the graphics chip the fourth time', () => {
    expect(crashAt(0, 1_000, 2_000, 3_000)[3]).toBe('relaunch')
    const history = [0, 1, 2]
    expect(childGone(history, GPU, 3).answer).toEqual({
      kind: 'relaunch',
      gpu: 'off',
      why: 'the GPU process is gone: crashed, exit code 139, 4 times in 10 minutes',
    })
  })

  it('is forgiven what is longer ago', () => {
    expect(crashAt(0, 1_000, 2_000, 1_000 + GPU_CRASHES.within)).toEqual(['tell', 'tell', 'tell', 'tell'])
  })

  it('may end in good order as often as it likes', () => {
    const answers = [0, 1, 2, 3, 4].map((now) => childGone([0, 0, 0], { ...GPU, reason: 'clean-exit' }, now).answer)
    expect(answers).toEqual(answers.map(() => ({ kind: 'tell', level: 'debug', text: 'the GPU process has ended' })))
  })
})

describe('other processes', () => {
  it('are only told: Chromium starts its services itself', () => {
    const network = {
      type: 'Utility',
      reason: 'killed',
      exitCode: 9,
      name: 'Network Service',
      serviceName: 'network.mojom.NetworkService',
    }
    const { answer } = childGone([], network, 0)
    expect(answer).toEqual({
      kind: 'tell',
      level: 'warn',
      text:
        'the Utility process "Network Service" is gone: killed, exit code 9; ' +
        'Chromium starts it again and the pages connect anew',
    })
    expect(childGone([], { type: 'Utility', reason: 'oom', exitCode: 1 }, 0).answer.kind).toBe('tell')
  })

  it('that have nothing to do with graphics do not count for it', () => {
    expect(childGone([0, 1, 2], { type: 'Utility', reason: 'crashed', exitCode: 1 }, 3).history).toEqual([0, 1, 2])
  })

  it('cost a new start where no page could come back without them', () => {
    const { answer } = childGone([], { type: 'Zygote', reason: 'killed', exitCode: 9 }, 0)
    expect(answer).toMatchObject({ kind: 'relaunch', gpu: 'as it is' })
  })
})
