import { describe, expect, it } from 'vitest'
import { decoderOf } from '../../../firmware-bridge/sources/hid/report-decoder.ts'
import { PAD_TIMEOUT } from '../../../firmware-bridge/sources/hid/report-numpad.ts'
import { padReport } from './hid-table.ts'

const KEYS: { readonly [key: string]: number } = {
  ...Object.fromEntries([...'1234567890'].map((digit, index) => [digit, 0x59 + index])),
  enter: 0x58,
  return: 0x28,
  back: 0x2a,
  escape: 0x29,
  point: 0x63,
  plus: 0x57,
  numlock: 0x53,
}

/** A pad that is typed on; `calls` is what it called. */
function pad() {
  const decoder = decoderOf({ kind: 'number_pad' })
  const calls: number[] = []
  let now = 1_790_000_000_000
  const say = (report: Uint8Array) => {
    const { typed, edges } = decoder.hear(report, now)
    expect(edges).toEqual([])
    if (typed !== undefined) calls.push(typed)
  }
  const code = (key: string) => KEYS[key] ?? Number(key)
  return {
    calls,
    say,
    wait: (ms: number) => {
      now += ms
    },
    /** Each key goes down and up by itself. */
    type: (text: string) => {
      for (const key of text.split(' ')) {
        say(padReport(code(key)))
        say(padReport())
      }
    },
    /** The keys go down one after another, and up together. */
    roll: (text: string) => {
      const keys = text.split(' ').map(code)
      for (let count = 1; count <= keys.length; count++) say(padReport(...keys.slice(0, count)))
      say(padReport())
    },
  }
}

function callsOf(text: string): number[] {
  const typed = pad()
  typed.type(text)
  return typed.calls
}

describe('a number pad', () => {
  it.each([
    ['3 enter', [3]],
    ['1 2 enter', [12]],
    ['9 9 return', [99]],
    ['0 7 enter', [7]],
    ['1 0 enter 2 enter', [10, 2]],
  ])('%s calls %j', (text, calls) => {
    expect(callsOf(text)).toEqual(calls)
  })

  it('has its digits in the top row too', () => {
    const { type, calls } = pad()
    type(`${0x1e} ${0x27} enter`)
    expect(calls).toEqual([10])
  })

  it.each(['enter', '0 enter', '0 0 enter', 'back enter'])('%s calls nobody', (text) => {
    expect(callsOf(text)).toEqual([])
  })

  it.each(['1 0 0 enter', '1 2 3 4 enter', '1 0 0 4 enter'])('%s, a number over 99, calls nobody', (text) => {
    expect(callsOf(text)).toEqual([])
  })

  it('takes the next number after one that was spoiled', () => {
    expect(callsOf('1 2 3 enter 4 enter')).toEqual([4])
  })

  it.each(['1 point 3 enter', '2 plus 1 enter'])('%s, with a key between, calls nobody', (text) => {
    expect(callsOf(text)).toEqual([])
  })

  it.each([
    ['1 back 3 enter', [3]],
    ['1 2 3 escape 5 enter', [5]],
  ])('is cleared: %s calls %j', (text, calls) => {
    expect(callsOf(text)).toEqual(calls)
  })

  it('does not mind the NumLock that some pads send around each digit', () => {
    expect(callsOf('numlock 1 numlock numlock 2 numlock enter')).toEqual([12])
  })

  it('is read while one key is still held and the next one goes down', () => {
    const { roll, calls } = pad()
    roll('4 2 enter')
    expect(calls).toEqual([42])
  })

  it('calls once, however long Enter is held', () => {
    const { say, calls } = pad()
    for (const report of [padReport(0x5b), padReport(), padReport(0x58), padReport(0x58), padReport(0x58)]) say(report)
    expect(calls).toEqual([3])
  })

  it('forgets what was begun five seconds ago', () => {
    const { type, wait, calls } = pad()
    type('1')
    wait(PAD_TIMEOUT)
    type('3 enter')
    expect(calls).toEqual([3])
  })

  it('remembers what was begun just before that', () => {
    const { type, wait, calls } = pad()
    type('1')
    wait(PAD_TIMEOUT - 1)
    type('3')
    wait(PAD_TIMEOUT - 1)
    type('enter')
    expect(calls).toEqual([13])
  })

  it('makes no number of two keys that went down at once: nobody knows which was the first', () => {
    const { say, type, calls } = pad()
    say(padReport(0x59, 0x5a))
    say(padReport())
    type('enter 5 enter')
    expect(calls).toEqual([5])
  })

  it.each([0x01, 0x02, 0x03])('hears nothing in a report that says it cannot tell (%i)', (cannot) => {
    const { say, type, calls } = pad()
    type('1')
    say(padReport(cannot, cannot, cannot, cannot, cannot, cannot))
    type('2 enter')
    expect(calls).toEqual([12])
  })

  it('hears nothing in a report of another length', () => {
    const { say, type, calls } = pad()
    type('1')
    say(Buffer.of(1, 0, 0, 0x5a, 0, 0, 0, 0, 0))
    say(Buffer.of(0x5a))
    type('enter')
    expect(calls).toEqual([1])
  })
})
