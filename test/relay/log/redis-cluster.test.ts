/** How a cluster's calls find their master, with nodes that answer when the test says so. */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../platform/failure.ts'
import { parseRedisUrl } from '../../../relay/log/redis-address.ts'
import { ClusterConnection } from '../../../relay/log/redis-cluster.ts'
import type { WatchedConnection } from '../../../relay/log/redis-connection.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

const PATIENCE = 2_000
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Its nodes say nothing until they are told to. */
class FakeNode implements WatchedConnection {
  readonly asked: string[] = []
  readonly #open: { resolve: (answer: unknown) => void; reject: (error: unknown) => void }[] = []

  onChange(): void {}
  command(...args: readonly unknown[]): Promise<unknown> {
    this.asked.push(args.join(' '))
    return new Promise((resolve, reject) => this.#open.push({ resolve, reject }))
  }
  script(): Promise<unknown> {
    return this.command('script')
  }
  answer(answer: unknown): void {
    this.#open.shift()?.resolve(answer)
  }
  async close(): Promise<void> {
    for (const { reject } of this.#open.splice(0)) reject(new Failure('closed', 'the log is closed'))
  }
}

async function cluster() {
  const clock = new FakeTimersClock()
  const nodes = new Map<string, FakeNode>()
  const open = ({ host, port }: { host: string; port: number }) => {
    const node = new FakeNode()
    nodes.set(`${host}:${port}`, node)
    return node
  }
  const address = parseRedisUrl('redis+cluster://seed:1')
  const connection = new ClusterConnection({ address, open, clock, patience: PATIENCE })
  // It asks those that were named where its masters are.
  await turn()
  return { clock, nodes, connection }
}

/** One master, which has all slots. */
const slotsOf = (host: string) => [[0, 16_383, [host, 1, 'id']]]

describe('a cluster whose map is not known yet', () => {
  it('lets calls wait for it', async () => {
    const { nodes, connection } = await cluster()
    const answer = connection.command('GET', 'key')
    nodes.get('seed:1')?.answer(slotsOf('master'))
    await turn()
    nodes.get('master:1')?.answer('value')
    expect(await answer).toBe('value')
  })

  it('sends nothing that nobody waits for any more', async () => {
    const { clock, nodes, connection } = await cluster()
    const refused = expect(connection.command('GET', 'key')).rejects.toMatchObject({ code: 'log_unavailable' })
    clock.advance(PATIENCE)
    await refused
    nodes.get('seed:1')?.answer(slotsOf('seed'))
    await turn()
    expect(nodes.get('seed:1')?.asked).toEqual(['CLUSTER SLOTS'])
  })
})

describe('a cluster that is closed', () => {
  it('opens no connection any more, also where it was looking for its masters', async () => {
    const { clock, nodes, connection } = await cluster()
    nodes.get('seed:1')?.answer(slotsOf('master'))
    await turn()
    // The one that it knows is away: those of the start are asked next.
    const refused = expect(connection.command('GET', 'key')).rejects.toMatchObject({ code: 'log_unavailable' })
    await nodes.get('master:1')?.close()
    await refused
    clock.advance(500)
    nodes.clear()
    await connection.close()
    await turn()
    expect([...nodes.keys()]).toEqual([])
  })
})
