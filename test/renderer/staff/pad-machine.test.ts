import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askUnlock, type UnlockAnswer } from '../../../renderer/staff/door.ts'
import {
  CLOSED,
  isLocked,
  type Pad,
  type PadEffect,
  type PadEvent,
  press,
} from '../../../renderer/staff/pad-machine.ts'

const OPEN: PadEvent = { kind: 'open', side: 'right' }
const typed = (digits: string): PadEvent[] => [...digits].map((digit) => ({ kind: 'digit', digit }))
const told = (answer: UnlockAnswer): PadEvent => ({ kind: 'answered', answer })
const THERE_IS_ONE = told({ kind: 'wrong', left: 3 })

function played(events: readonly PadEvent[], now = 0): { readonly pad: Pad; readonly asked: PadEffect[] } {
  let pad: Pad = CLOSED
  const asked: PadEffect[] = []
  for (const event of events) {
    const step = press(pad, event, now)
    pad = step.pad
    asked.push(...step.effects)
  }
  return { pad, asked }
}

const UNLOCKED = [OPEN, THERE_IS_ONE, ...typed('2580'), { kind: 'enter' } as const, told({ kind: 'ok' })]

describe('the pad', () => {
  it('asks first how things stand', () => {
    expect(played([OPEN])).toEqual({
      pad: { kind: 'typing', side: 'right', digits: '', note: null },
      asked: [{ kind: 'ask', pin: '' }],
    })
  })

  it('offers the choices at once where no PIN is set', () => {
    expect(played([OPEN, told({ kind: 'no-pin' })]).pad).toEqual({ kind: 'choices', side: 'right', pinless: true })
  })

  it('asks whether the digits are the PIN', () => {
    const { pad, asked } = played([OPEN, THERE_IS_ONE, ...typed('25'), ...typed('80'), { kind: 'enter' }])
    expect(pad.kind).toBe('asking')
    expect(asked.at(-1)).toEqual({ kind: 'ask', pin: '2580' })
  })

  it('takes the last digit back', () => {
    const { asked } = played([OPEN, ...typed('25801'), { kind: 'erase' }, { kind: 'enter' }])
    expect(asked.at(-1)).toEqual({ kind: 'ask', pin: '2580' })
  })

  it('does not waste a try on fewer digits than a PIN has, and takes no more', () => {
    expect(played([OPEN, ...typed('258'), { kind: 'enter' }]).asked).toHaveLength(1)
    expect(played([OPEN, ...typed('1234567890123')]).pad).toMatchObject({ digits: '123456789012' })
  })

  it('offers the choices after the right PIN', () => {
    expect(played(UNLOCKED).pad).toEqual({ kind: 'choices', side: 'right', pinless: false })
  })

  it('says how many tries are left after a wrong one, until the next digit', () => {
    const wrong = [...UNLOCKED.slice(0, -1), told({ kind: 'wrong', left: 2 })]
    expect(played(wrong).pad).toEqual({
      kind: 'typing',
      side: 'right',
      digits: '',
      note: { kind: 'wrong', left: 2 },
    })
    expect(played([...wrong, ...typed('2')]).pad).toMatchObject({ digits: '2', note: null })
  })

  it('takes no digit while it is locked', () => {
    const { pad } = played([OPEN, told({ kind: 'locked', forMs: 30_000 })], 1_000)
    expect(isLocked(pad, 30_999)).toBe(true)
    expect(press(pad, { kind: 'digit', digit: '1' }, 30_999).pad).toEqual(pad)
    expect(press(pad, { kind: 'tick' }, 31_000).pad).toMatchObject({ kind: 'typing', note: null })
  })

  it('asks to be given the PIN again when nothing came of it', () => {
    const failed = [...UNLOCKED.slice(0, -1), told({ kind: 'failed' })]
    expect(played(failed).pad).toMatchObject({ kind: 'typing', note: { kind: 'again' } })
    const late: PadEvent[] = [...UNLOCKED, { kind: 'choose', how: 'quit' }, { kind: 'refused' }]
    expect(played(late).pad).toMatchObject({ kind: 'typing', note: { kind: 'again' } })
  })

  it('passes one choice on', () => {
    const { pad, asked } = played([...UNLOCKED, { kind: 'choose', how: 'setup' }, { kind: 'choose', how: 'quit' }])
    expect(asked.slice(2)).toEqual([{ kind: 'leave', how: 'setup' }])
    expect(pad.kind).toBe('leaving')
  })

  it('forgets everything when it is closed', () => {
    expect(played([OPEN, ...typed('258'), { kind: 'close' }, OPEN]).pad).toMatchObject({ digits: '', note: null })
    expect(played([...UNLOCKED, { kind: 'close' }, { kind: 'choose', how: 'quit' }]).asked).toHaveLength(2)
  })

  it('offers no way out without a right answer, whatever is pressed', () => {
    const event = fc.oneof(
      fc.constant(OPEN),
      fc.constantFrom(...typed('0123456789')),
      fc.constantFrom<PadEvent>({ kind: 'erase' }, { kind: 'enter' }, { kind: 'close' }, { kind: 'refused' }),
      fc
        .constantFrom<UnlockAnswer>({ kind: 'wrong', left: 1 }, { kind: 'locked', forMs: 9 }, { kind: 'failed' })
        .map(told),
      fc
        .constantFrom('setup' as const, 'reload' as const, 'quit' as const)
        .map((how) => ({ kind: 'choose', how }) as const),
      fc.constant<PadEvent>({ kind: 'tick' }),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        expect(played(events).asked.filter(({ kind }) => kind === 'leave')).toEqual([])
      }),
    )
  })
})

describe('the door', () => {
  const door = (unlock: () => Promise<unknown>) => ({ unlock, leave: () => Promise.resolve(), onStaffAsked() {} })

  it('answers what the program said', async () => {
    expect(
      await askUnlock(
        door(async () => ({ kind: 'wrong', left: 1 })),
        '1',
      ),
    ).toEqual({ kind: 'wrong', left: 1 })
  })

  it('is shut when the program fails or says what nobody understands', async () => {
    expect(
      await askUnlock(
        door(async () => ({ kind: 'open sesame' })),
        '1',
      ),
    ).toEqual({ kind: 'failed' })
    expect(
      await askUnlock(
        door(() => Promise.reject(new Error('gone'))),
        '1',
      ),
    ).toEqual({ kind: 'failed' })
  })
})
