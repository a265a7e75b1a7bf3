/**
 * A real Redis Cluster of a test's own: three masters without replicas, each a `RedisServer` with all its disasters.
 *
 * How to extend: `storeOn(master)` finds a name for a store that lies there; what is done to a slot is a method that
 * speaks to the nodes by redis-cli.
 */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort, RedisServer } from './redis-server.ts'

const run = promisify(execFile)
const SETTINGS = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000']
/** What lies on the others goes on when one is gone. */
const PARTIAL = ['--cluster-require-full-coverage', 'no']
/** The nodes speak among themselves on a port that is so much higher. */
const BUS = 10_000

export class RedisCluster {
  readonly masters: readonly RedisServer[]
  #stores = 0

  private constructor(masters: readonly RedisServer[]) {
    this.masters = masters
  }

  static async start(...settings: readonly string[]): Promise<RedisCluster> {
    const masters: RedisServer[] = []
    for (let i = 0; i < 3; i++)
      masters.push(await RedisServer.startOn(portWithBus, ...SETTINGS, ...PARTIAL, ...settings))
    await run('redis-cli', ['--cluster', 'create', ...masters.map(({ name }) => name), '--cluster-yes'])
    const cluster = new RedisCluster(masters)
    await cluster.settled()
    return cluster
  }

  get url(): string {
    return `redis+cluster://${this.masters.map(({ name }) => name).join(',')}`
  }

  /** All of them see all the others. */
  async settled(): Promise<void> {
    for (const master of this.masters) {
      for (;;) {
        const info = (await master.cli('CLUSTER', 'INFO')).map((line) => line.trim())
        if (info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384')) break
        await sleep(50)
      }
    }
  }

  /** The name of a store that nobody has used, whose keys lie on this master. */
  async storeOn(master: RedisServer): Promise<string> {
    for (;;) {
      const store = `shop-${++this.#stores}`
      if ((await this.#masterOf(await this.slotOf(store))) === master) return store
    }
  }

  async slotOf(store: string): Promise<number> {
    const [slot] = await this.#anyone().cli('CLUSTER', 'KEYSLOT', `{${store}}`)
    return Number(slot)
  }

  async idOf(master: RedisServer): Promise<string> {
    const [id = ''] = await master.cli('CLUSTER', 'MYID')
    return id
  }

  async stop(): Promise<void> {
    for (const master of this.masters) await master.stop()
  }

  async #masterOf(slot: number): Promise<RedisServer | undefined> {
    const lines = await this.#anyone().cli('CLUSTER', 'NODES')
    const owner = lines.find((line) =>
      line
        .split(' ')
        .slice(8)
        .some((range) => {
          const [from = '', to = from] = range.split('-')
          return Number(from) <= slot && slot <= Number(to)
        }),
    )
    return this.masters.find(({ name }) => owner?.includes(` ${name}@`))
  }

  #anyone(): RedisServer {
    const [master] = this.masters
    if (!master) throw new Error('a cluster has masters')
    return master
  }
}

async function portWithBus(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if (port + BUS < 65_536) return port
  }
}
