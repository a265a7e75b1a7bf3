/** A process full of screens. It does what the bench asks, one thing at a time for each crowd. */
import { reason } from '../../platform/failure.ts'
import { monotonic } from './clock.ts'
import type { Answered, Asked, FromCrowd, ToCrowd } from './crowd-messages.ts'
import { Screens } from './screens.ts'

const crowds = new Map<string, Screens>()

process.on('message', ({ number, ask }: Asked) => {
  perform(ask).then(
    (answer) => reply({ number, answer }),
    (error: unknown) => reply({ number, answer: { kind: 'failed', why: reason(error) } }),
  )
})
process.on('disconnect', () => process.exit(0))

function reply(answered: Answered): void {
  process.send?.(answered)
}

async function perform(ask: ToCrowd): Promise<FromCrowd> {
  if (ask.kind === 'open') {
    const screens = new Screens(ask.share)
    crowds.set(ask.crowd, screens)
    await screens.open()
    return { kind: 'done' }
  }
  const screens = crowds.get(ask.crowd)
  if (screens === undefined) throw new Error(`there is no crowd ${ask.crowd}`)
  switch (ask.kind) {
    case 'watch':
      return { kind: 'heard', ...(await screens.watch(ask.within)) }
    case 'beat':
      screens.beat(ask.on)
      return { kind: 'done' }
    case 'age':
      screens.keepAges()
      return { kind: 'done' }
    case 'ages':
      return { kind: 'ages', ages: screens.takeAges() }
    case 'storm':
      return { kind: 'settled', ...(await screens.settle(ask.targets, monotonic() + ask.within)) }
    case 'drops':
      await screens.drops(ask.away, ask.during)
      return { kind: 'done' }
    case 'count':
      screens.countFrom(ask.from)
      return { kind: 'done' }
    case 'tally':
      return { kind: 'tally', ...screens.tally(ask.top) }
    case 'close':
      screens.close()
      crowds.delete(ask.crowd)
      return { kind: 'done' }
  }
}
