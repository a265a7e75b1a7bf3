import { expect, test } from 'vitest'
import { type PagePress, type SendOutcome, sendPress } from '../../../renderer/buttons/press-sender.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

const PRESS: PagePress = { store: 'main', cashier: 3, language: 'en', action: 'call', id: 'press-1' }

/** Answers the tries in turn; `null` is no answer. */
async function send(...answers: (number | null)[]): Promise<{ outcome: SendOutcome; ids: string[] }> {
  const clock = new FakeTimersClock()
  const ids: string[] = []
  let outcome: SendOutcome | undefined
  const post = async (press: PagePress) => answers[ids.push(press.id) - 1] ?? null
  const sending = sendPress(PRESS, post, clock).then((result) => {
    outcome = result
  })
  while (!outcome) {
    await Promise.resolve()
    clock.advance(1_000)
  }
  await sending
  return { outcome, ids }
}

test('204: the press is on disk', async () => {
  expect(await send(204)).toEqual({ outcome: { kind: 'journaled' }, ids: ['press-1'] })
})

test.each([null, 429, 500, 503])('%s: tried again with the same id, so that it counts once', async (status) => {
  expect(await send(status, 204)).toEqual({ outcome: { kind: 'journaled' }, ids: ['press-1', 'press-1'] })
})

test('after three tries the cashier is told, for only the cashier knows whether the customer still waits', async () => {
  expect(await send(null, 503, null, 204)).toEqual({
    outcome: { kind: 'failed' },
    ids: ['press-1', 'press-1', 'press-1'],
  })
})

test.each([400, 413])('%i: what is wrong stays wrong, it is not tried again', async (status) => {
  expect(await send(status, 204)).toEqual({ outcome: { kind: 'failed' }, ids: ['press-1'] })
})

test('401: the page needs another token', async () => {
  expect(await send(401, 204)).toEqual({ outcome: { kind: 'refused' }, ids: ['press-1'] })
})
