/** The staff's page: from the token to the decision. */
import { describe, expect, test } from 'vitest'
import {
  type Asking,
  type Desk,
  type DeskEffect,
  type DeskEvent,
  mayApprove,
  type Request,
  type SignedIn,
  stepDesk,
} from '../../../renderer/pair/desk.ts'

const SCREENS = [
  { id: 'a', name: 'Entrance', issuedAt: 1, expiresAt: 2 },
  { id: 'b', name: 'Window', issuedAt: 1, expiresAt: 2 },
]
const REQUEST: Request = { code: '7KQ2-M4XR', name: 'kiosk-3', address: '203.0.113.7', askedAgo: 1_000 }
const OUT: Desk = { kind: 'out', code: '', why: null }
const LISTED: DeskEvent = { kind: 'listed', outcome: { kind: 'ok', value: { store: 'main', screens: SCREENS } } }
const NOT_STAFF = { kind: 'not-staff' } as const

function following(
  desk: Desk,
  ...events: readonly DeskEvent[]
): { readonly desk: Desk; readonly effects: DeskEffect[] } {
  const effects: DeskEffect[] = []
  let now = desk
  for (const event of events) {
    const step = stepDesk(now, event)
    now = step.desk
    effects.splice(0, effects.length, ...step.effects)
  }
  return { desk: now, effects }
}

function signedIn(...events: readonly DeskEvent[]): SignedIn {
  const { desk } = following(OUT, { kind: 'sign-in', token: 'jwt' }, LISTED, ...events)
  if (desk.kind !== 'in') throw new Error(`it is ${desk.kind}`)
  return desk
}

const typed = (text: string): DeskEvent => ({ kind: 'typed', text })
const found = (request: Request = REQUEST): DeskEvent => ({
  kind: 'found',
  code: '7KQ2M4XR',
  outcome: { kind: 'ok', value: request },
})
const atDecision = (request?: Request) => signedIn(typed('7KQ2-M4XR'), found(request))
const deciding = () => signedIn(typed('7KQ2-M4XR'), found(), { kind: 'decide', how: 'approved' })

describe('sign-in', () => {
  test('is a look at the list: only staff may see it', () => {
    const { desk, effects } = following(OUT, { kind: 'sign-in', token: 'jwt' })
    expect([desk.kind, effects]).toEqual(['knocking', [{ kind: 'list' }]])
    expect(signedIn()).toMatchObject({ store: 'main', screens: SCREENS, token: 'jwt' })
  })

  test.each(['пароль', 'half a token …', 'two\nlines'])(
    'with a text that no header can hold asks nobody: %j',
    (token) => {
      const { desk, effects } = following(OUT, { kind: 'sign-in', token })
      expect([desk, effects]).toEqual([{ ...OUT, why: 'not-staff' }, []])
    },
  )

  test('with no token at all asks nobody', () => {
    expect(following(OUT, { kind: 'sign-in', token: '' })).toEqual({ desk: { ...OUT, why: 'not-staff' }, effects: [] })
  })

  test('with another one’s token says so', () => {
    const { desk } = following(OUT, { kind: 'sign-in', token: 'jwt' }, { kind: 'listed', outcome: NOT_STAFF })
    expect(desk).toEqual({ ...OUT, why: 'not-staff' })
  })

  test('while the relay is away says that', () => {
    const outcome = { kind: 'failed', problem: 'away' } as const
    const { desk } = following(OUT, { kind: 'sign-in', token: 'jwt' }, { kind: 'listed', outcome })
    expect(desk).toEqual({ ...OUT, why: 'away' })
  })

  test('goes on with the code that came by the QR', () => {
    const { desk, effects } = following(OUT, typed('7KQ2-M4XR'), { kind: 'sign-in', token: 'jwt' }, LISTED)
    expect(desk).toMatchObject({ kind: 'in', code: '7KQ2M4XR', asking: { kind: 'looking' } })
    expect(effects).toEqual([{ kind: 'look', code: '7KQ2M4XR' }])
  })

  test('ends when staff wish, and forgets what was on the page', () => {
    expect(following(atDecision(), { kind: 'sign-out' }).desk).toEqual({ kind: 'out', code: '7KQ2M4XR', why: null })
  })

  test.each<[string, Desk, DeskEvent]>([
    ['looking', signedIn(typed('7KQ2-M4XR')), { kind: 'found', code: '7KQ2M4XR', outcome: NOT_STAFF }],
    ['deciding', deciding(), { kind: 'decided', outcome: NOT_STAFF }],
    ['revoking', signedIn(), { kind: 'revoked', outcome: NOT_STAFF }],
    ['listing', signedIn(), { kind: 'listed', outcome: NOT_STAFF }],
  ])('is asked for again where the token has run out: while %s', (_, desk, event) => {
    expect(following(desk, event).desk).toMatchObject({ kind: 'out', why: 'not-staff' })
  })
})

describe('the code', () => {
  test('is looked for as soon as it is whole, and not before', () => {
    expect(following(signedIn(), typed('7kq2-m4x')).effects).toEqual([])
    expect(following(signedIn(), typed('7kq2-m4xr')).effects).toEqual([{ kind: 'look', code: '7KQ2M4XR' }])
  })

  test('is not looked for twice', () => {
    expect(following(signedIn(), typed('7KQ2M4XR'), typed('7KQ2-M4XR ')).effects).toEqual([])
  })

  test('is looked for again after a failure', () => {
    const failed: DeskEvent = { kind: 'found', code: '7KQ2M4XR', outcome: { kind: 'failed', problem: 'away' } }
    expect(following(signedIn(), typed('7KQ2M4XR'), failed, typed('7KQ2M4XR')).effects).toHaveLength(1)
  })

  test('that nobody shows is said to be so', () => {
    const failed: DeskEvent = { kind: 'found', code: '7KQ2M4XR', outcome: { kind: 'failed', problem: 'unknown-code' } }
    expect(signedIn(typed('7KQ2M4XR'), failed).asking).toEqual({ kind: 'failed', problem: 'unknown-code' })
  })

  test('that was changed meanwhile wants no old answer', () => {
    expect(signedIn(typed('7KQ2M4XR'), typed('7KQ2M4X'), found()).asking).toEqual({ kind: 'nothing' })
  })
})

describe('the decision', () => {
  test('begins with the name that the screen has for itself', () => {
    expect(atDecision().asking).toMatchObject({ kind: 'found', name: 'kiosk-3', deciding: false })
    expect(atDecision({ ...REQUEST, name: null }).asking).toMatchObject({ name: '' })
  })

  test('to approve needs a name', () => {
    const { effects } = following(atDecision(), { kind: 'named', name: '  ' }, { kind: 'decide', how: 'approved' })
    expect(effects).toEqual([])
  })

  test('to approve is sent once, with the name as staff wrote it', () => {
    const approve: DeskEvent = { kind: 'decide', how: 'approved' }
    const first = following(atDecision(), { kind: 'named', name: ' Window left ' }, approve)
    expect(first.effects).toEqual([{ kind: 'approve', code: '7KQ2M4XR', name: 'Window left' }])
    expect(following(first.desk, approve).effects).toEqual([])
  })

  test('to refuse needs none', () => {
    const { effects } = following(atDecision({ ...REQUEST, name: null }), { kind: 'decide', how: 'refused' })
    expect(effects).toEqual([{ kind: 'refuse', code: '7KQ2M4XR', name: '' }])
  })

  test('is told, and the list is looked at again', () => {
    const outcome = { kind: 'ok', value: { how: 'approved', name: 'Window' } } as const
    const { desk, effects } = following(deciding(), { kind: 'decided', outcome })
    expect(desk).toMatchObject({ asking: { kind: 'decided', how: 'approved', name: 'Window' } })
    expect(effects).toEqual([{ kind: 'list' }])
  })

  test.each<[string, DeskEvent[]]>([
    ['is asked about', []],
    [
      'is found',
      [{ kind: 'found', code: '9ABC9ABC', outcome: { kind: 'ok', value: { ...REQUEST, code: '9ABC-9ABC' } } }],
    ],
  ])('about one screen leaves another one alone that %s meanwhile', (_, events) => {
    const outcome = { kind: 'ok', value: { how: 'approved', name: 'Window' } } as const
    const other = following(deciding(), typed('9ABC-9ABC'), ...events).desk
    const { desk, effects } = following(other, { kind: 'decided', outcome })
    expect(desk).toEqual(other)
    expect(effects).toEqual([{ kind: 'list' }])
  })

  test('of somebody who was faster is told', () => {
    const outcome = { kind: 'failed', problem: 'already-decided' } as const
    expect(following(deciding(), { kind: 'decided', outcome }).desk).toMatchObject({ asking: outcome })
  })

  test('over, the next screen has an empty field', () => {
    const outcome = { kind: 'ok', value: { how: 'refused', name: '' } } as const
    const { desk } = following(deciding(), { kind: 'decided', outcome }, { kind: 'another' })
    expect(desk).toMatchObject({ code: '', asking: { kind: 'nothing' } })
  })

  test.each<[string, number, boolean]>([
    ['none', 0, false],
    ['one', 1, true],
    ['64', 64, true],
    ['65', 65, false],
  ])('a name may have %s characters', (_, length, may) => {
    const asked: Asking = { kind: 'found', request: REQUEST, name: 'n'.repeat(length), deciding: false }
    expect(mayApprove(asked)).toBe(may)
  })
})

describe('taking a screen back', () => {
  const revoke: DeskEvent = { kind: 'revoke', id: 'b' }

  test('is asked about first', () => {
    const { desk, effects } = following(signedIn(), revoke)
    expect([desk, effects]).toMatchObject([{ revoking: { id: 'b', sent: false } }, []])
  })

  test('can be left', () => {
    expect(following(signedIn(), revoke, { kind: 'keep' }, { kind: 'confirm' }).effects).toEqual([])
  })

  test('is sent once', () => {
    const sent = following(signedIn(), revoke, { kind: 'confirm' })
    expect(sent.effects).toEqual([{ kind: 'revoke', id: 'b' }])
    expect(following(sent.desk, { kind: 'confirm' }).effects).toEqual([])
  })

  test('done, it is out of the list at once, and the list is looked at again', () => {
    const ok: DeskEvent = { kind: 'revoked', outcome: { kind: 'ok', value: undefined } }
    const { desk, effects } = following(signedIn(), revoke, { kind: 'confirm' }, ok)
    expect(desk).toMatchObject({ screens: [{ id: 'a' }], revoking: null, problem: null })
    expect(effects).toEqual([{ kind: 'list' }])
  })

  test('not done, it stays in the list, and why is said', () => {
    const failed: DeskEvent = { kind: 'revoked', outcome: { kind: 'failed', problem: 'away' } }
    const { desk } = following(signedIn(), revoke, { kind: 'confirm' }, failed)
    expect(desk).toMatchObject({ screens: SCREENS, revoking: null, problem: 'away' })
  })
})

test('a list that has not changed stays the same object, so nothing is drawn anew under a hand', () => {
  const before = signedIn()
  const again: DeskEvent = {
    kind: 'listed',
    outcome: { kind: 'ok', value: { store: 'main', screens: structuredClone(SCREENS) } },
  }
  const { desk } = following(before, again)
  expect(desk.kind === 'in' && desk.screens).toBe(before.screens)
  const fewer: DeskEvent = { kind: 'listed', outcome: { kind: 'ok', value: { store: 'main', screens: [] } } }
  expect(following(before, fewer).desk).toMatchObject({ screens: [] })
})

test('the list is looked at again when staff come back to the page, and a relay away takes nothing from it', () => {
  expect(following(signedIn(), { kind: 'look-again' }).effects).toEqual([{ kind: 'list' }])
  const away: DeskEvent = { kind: 'listed', outcome: { kind: 'failed', problem: 'away' } }
  expect(following(signedIn(), away).desk).toMatchObject({ screens: SCREENS, problem: 'away' })
})
