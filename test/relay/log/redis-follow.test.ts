/** Following in Redis against a Redis made of arrays, where every answer and every bell comes when the test says so. */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../platform/failure.ts'
import type { Entry } from '../../../protocol/event.ts'
import type { FollowEvent } from '../../../relay/log/port.ts'
import type { Ringer } from '../../../relay/log/redis-bell.ts'
import type { RedisConnection } from '../../../relay/log/redis-connection.ts'
import { RedisFollower } from '../../../relay/log/redis-follow.ts'
import { Rounds } from '../../../relay/log/redis-rounds.ts'
import { LOOK, redisKeys } from '../../../relay/log/redis-scripts.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

/** What lies in the stream. `past`: the names of all entries before it, from 1 on: what a reader of it must have read. */
type Stored = { readonly offset: number; readonly at: number; readonly name: string; readonly past: readonly string[] }
type Answer = { readonly give: () => void; readonly refuse: () => void }

class PaperRedis {
  readonly clock = new FakeTimersClock()
  readonly rounds = new Rounds(this.clock)
  readonly heard: FollowEvent[] = []
  readonly follower: RedisFollower
  epoch = 'life-1'
  stored: Stored[] = []
  #trimmed = 0
  #names = 0
  #lives = 1
  #ringer: Ringer | undefined
  /** Asked, and not carried out yet. */
  readonly asked: (() => Answer)[] = []
  readonly answers: Answer[] = []
  readonly bells: string[] = []

  constructor() {
    const connection: RedisConnection = {
      command: () => Promise.reject(new Error('the follower sends no commands')),
      script: (script, _keys, args) =>
        new Promise((resolve, reject) => {
          this.asked.push(() => {
            const answer = script === LOOK ? this.#look(Number(args[1])) : this.#renew(String(args[0]), String(args[1]))
            const refuse = () => reject(new Failure('log_unavailable', 'away'))
            return { give: () => resolve(answer), refuse }
          })
        }),
      close: async () => {},
    }
    const bell = {
      listen: (_: string, ringer: Ringer) => {
        this.#ringer = ringer
        return () => {
          this.#ringer = undefined
        }
      },
      close() {},
    }
    const { clock, rounds } = this
    this.follower = new RedisFollower({
      ...{ connection, bell, rounds, clock, keys: redisKeys('main') },
      cursor: { epoch: this.epoch, offset: 0 },
      listener: (event) => {
        if (event.kind !== 'time') this.heard.push(event)
      },
    })
    this.follower.start()
  }

  get entries(): Entry[] {
    return this.heard.flatMap((event) => (event.kind === 'entries' ? event.entries : []))
  }
  get names(): string[] {
    return this.entries.map(({ event }) => nameOf(event))
  }
  get newest(): number {
    return this.stored.at(-1)?.offset ?? this.#trimmed
  }
  get lost(): boolean {
    return this.heard.some(({ kind }) => kind === 'lost')
  }

  write(how: 'ring' | 'silent' = 'ring'): void {
    const [last] = this.stored.slice(-1)
    const name = `n${++this.#names}`
    const at = this.clock.now() + this.#names
    const past = last ? [...last.past, last.name] : []
    this.stored.push({ offset: this.newest + 1, at, name, past })
    const event = JSON.stringify({ type: 'note', name })
    if (how === 'ring') this.bells.push(`${this.newest} ${at} ${last?.at ?? '-'} ${this.epoch} ${event}`)
  }

  /** Redis comes back from an older state. */
  setBack(to: number): void {
    this.stored = this.stored.filter(({ offset }) => offset <= to)
  }

  empty(): void {
    this.stored = []
    this.#trimmed = 0
    this.epoch = `life-${++this.#lives}`
  }

  trim(upTo: number): void {
    this.#trimmed = Math.min(upTo, this.newest)
    this.stored = this.stored.filter(({ offset }) => offset > this.#trimmed)
  }

  ring(text: string): void {
    this.#ringer?.rang(text)
  }
  tune(): void {
    this.#ringer?.tuned()
  }
  deafen(): void {
    this.bells.length = 0
    this.#ringer?.deaf()
  }

  carryOut(): void {
    const next = this.asked.shift()
    if (next) this.answers.push(next())
  }

  /** Everything that is on its way arrives, and what follows from that. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      this.clock.advance(1_100)
      do {
        this.carryOut()
        this.answers.shift()?.give()
        const bell = this.bells.shift()
        if (bell !== undefined) this.ring(bell)
        await turn()
      } while (this.asked.length + this.answers.length + this.bells.length > 0)
    }
  }

  #look(after: number): unknown {
    const first = this.stored[0]?.offset ?? this.newest + 1
    const tail = String(this.stored.find(({ offset }) => offset === after)?.at ?? '')
    const stream = this.stored
      .filter(({ offset }) => offset > after)
      .map(({ offset, at, name }) => [`${offset}-0`, ['e', JSON.stringify({ type: 'note', name }), 't', String(at)]])
    return [this.epoch, first, this.newest, this.clock.now(), tail, stream]
  }

  #renew(known: string, fresh: string): string {
    if (this.epoch === known) this.epoch = fresh
    return this.epoch
  }
}

function nameOf(event: Entry['event']): string {
  return event.type === 'foreign' ? String(event.raw['name']) : event.type
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A follower that has looked at the log once. */
async function following(): Promise<PaperRedis> {
  const redis = new PaperRedis()
  redis.tune()
  await redis.settle()
  return redis
}

describe('a bell', () => {
  it('is enough for the next entry: the log is not asked', async () => {
    const redis = await following()
    for (let i = 0; i < 3; i++) redis.write()
    for (const bell of redis.bells.splice(0)) redis.ring(bell)
    expect(redis.names).toEqual(['n1', 'n2', 'n3'])
    expect(redis.asked).toEqual([])
  })

  it('is not believed before the log was looked at', async () => {
    const redis = new PaperRedis()
    redis.write()
    redis.ring(redis.bells.shift() ?? '')
    expect(redis.names).toEqual([])
    await redis.settle()
    expect(redis.names).toEqual(['n1'])
  })

  it('that comes after others were lost makes the log be read, in order', async () => {
    const redis = await following()
    for (let i = 0; i < 4; i++) redis.write()
    redis.ring(redis.bells.at(-1) ?? '')
    expect(redis.names).toEqual([])
    await redis.settle()
    expect(redis.names).toEqual(['n1', 'n2', 'n3', 'n4'])
  })

  it('heard twice, or after its entry was read, is heard once, and costs nothing', async () => {
    const redis = await following()
    redis.write()
    const [bell = ''] = redis.bells
    await redis.settle()
    redis.ring(bell)
    expect(redis.names).toEqual(['n1'])
    expect(redis.asked).toEqual([])
  })

  it('of another life, as another database on the same server has, is no news but a reason to look', async () => {
    const redis = await following()
    redis.write()
    const foreign = (redis.bells.shift() ?? '').replace('life-1', 'life-of-another')
    redis.ring(foreign)
    expect(redis.names).toEqual([])
    expect(redis.asked).toHaveLength(1)
  })

  it.each(['', 'nonsense', '1 2', '99999999999999999999 1 - life-1 {}'])(
    'that says "%s" harms nobody',
    async (text) => {
      const redis = await following()
      redis.ring(text)
      redis.write()
      await redis.settle()
      expect(redis.names).toEqual(['n1'])
    },
  )

  it('of a log that was set back behind our back is not handed on, though it is the next', async () => {
    const redis = await following()
    for (let i = 0; i < 3; i++) redis.write()
    await redis.settle()
    redis.setBack(2)
    redis.write('silent')
    redis.write()
    redis.ring(redis.bells.shift() ?? '')
    expect(redis.names).toEqual(['n1', 'n2', 'n3'])
    await redis.settle()
    expect(redis.heard.at(-1)).toMatchObject({ kind: 'lost', position: { epoch: redis.epoch } })
    expect(redis.epoch).not.toBe('life-1')
  })

  it('that is heard while the log answers does not make the answer one of a log set back', async () => {
    const redis = await following()
    redis.write()
    await redis.settle()
    redis.follower.visit()
    redis.carryOut()
    redis.write()
    redis.ring(redis.bells.shift() ?? '')
    redis.answers.shift()?.give()
    await redis.settle()
    expect(redis.names).toEqual(['n1', 'n2'])
    expect(redis.lost).toBe(false)
  })

  it('is not believed after deafness until the log was looked at again', async () => {
    const redis = await following()
    redis.write()
    await redis.settle()
    redis.deafen()
    redis.write()
    redis.ring(redis.bells.shift() ?? '')
    expect(redis.names).toEqual(['n1'])
    await redis.settle()
    expect(redis.names).toEqual(['n1', 'n2'])
  })
})

describe('an entry that no bell tells', () => {
  it('is found by the next round', async () => {
    const redis = await following()
    redis.write('silent')
    redis.clock.advance(1_000)
    await redis.settle()
    expect(redis.names).toEqual(['n1'])
  })

  it('is found as soon as the bell is heard again', async () => {
    const redis = await following()
    redis.write('silent')
    redis.tune()
    redis.clock.advance(10)
    expect(redis.asked).toHaveLength(1)
  })

  it('is found though it was appended between a look and the first moment of hearing', async () => {
    const redis = new PaperRedis()
    redis.carryOut()
    redis.write('silent')
    redis.tune()
    redis.answers.shift()?.give()
    await turn()
    expect(redis.asked).toHaveLength(1)
  })
})

describe('a log that does not answer', () => {
  it('is down once, and up before anything is handed on', async () => {
    const redis = await following()
    for (let i = 0; i < 3; i++) {
      redis.follower.visit()
      redis.carryOut()
      redis.answers.shift()?.refuse()
      await turn()
    }
    redis.write()
    await redis.settle()
    expect(redis.heard.map(({ kind }) => kind)).toEqual(['down', 'up', 'entries'])
  })
})

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)

describe(`whatever is lost, late or doubled (SEED=${SEED})`, () => {
  it.each(Array.from({ length: 100 }, (_, i) => SEED + i))('run %i hands on one true history', async (seed) => {
    const redis = new PaperRedis()
    const random = mulberry(seed)
    const setsBack = seed % 2 === 0
    const act = (): void => {
      const r = random()
      if (r < 0.3) return redis.write(random() < 0.85 ? 'ring' : 'silent')
      if (r < 0.45) return redis.carryOut()
      if (r < 0.58) return void redis.answers.shift()?.give()
      if (r < 0.62) return void redis.answers.shift()?.refuse()
      if (r < 0.8) return redis.ring(redis.bells.shift() ?? '')
      if (r < 0.83) return void redis.bells.shift()
      if (r < 0.86) return redis.ring(redis.bells[0] ?? '')
      if (r < 0.93) return redis.clock.advance(Math.floor(random() * 1_500))
      if (r < 0.95) return redis.deafen()
      if (r < 0.97) return redis.tune()
      // Set back, and what would tell it trimmed away before the next look: that nobody could notice.
      const read = redis.entries.at(-1)?.offset ?? 0
      if (r < 0.98) return redis.trim(Math.floor(random() * (setsBack ? read : redis.newest)))
      if (r < 0.995) return setsBack ? redis.setBack(redis.newest - Math.floor(random() * 3)) : redis.write()
      return redis.empty()
    }
    for (let step = 0; step < 150; step++) {
      act()
      await turn()
      assertHistory(redis)
    }
    await redis.settle()
    assertHistory(redis)
    if (!redis.lost) expect(redis.entries.at(-1)?.offset ?? 0).toBe(redis.newest)
  })
})

const pasts = new WeakMap<PaperRedis, Map<string, readonly string[]>>()

/** Each entry was preceded by exactly those that lay before it when it was appended. */
function assertHistory(redis: PaperRedis): void {
  const known = pasts.get(redis) ?? new Map<string, readonly string[]>()
  pasts.set(redis, known)
  for (const { name, past } of redis.stored) known.set(name, past)
  const { names } = redis
  for (const [index, name] of names.entries()) {
    const past = known.get(name)
    if (past) expect(names.slice(0, index)).toEqual(past)
  }
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
