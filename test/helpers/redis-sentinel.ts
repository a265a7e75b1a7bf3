/**
 * A real Sentinel of a test's own with a master and a replica. One sentinel decides alone, and quickly.
 *
 * How to extend: another disaster is a method; which of the two servers is the master now is asked of the sentinel.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, RedisServer, redisCli } from './redis-server.ts'

const NAME = 'shops'
/** Longer than a slow disk holds a master up, and than a follower takes to hear that it is gone, ms. */
const DOWN_AFTER = 3_000

export class RedisSentinel {
  readonly master: RedisServer
  readonly replica: RedisServer
  readonly #port: number
  readonly #dir: string
  readonly #process: ChildProcess

  private constructor(master: RedisServer, replica: RedisServer, port: number, dir: string, process: ChildProcess) {
    this.master = master
    this.replica = replica
    this.#port = port
    this.#dir = dir
    this.#process = process
  }

  static async start(): Promise<RedisSentinel> {
    const master = await RedisServer.start()
    const replica = await RedisServer.start('--replicaof', '127.0.0.1', String(master.port))
    const port = await freePort()
    const dir = await mkdtemp(join(tmpdir(), 'cashierq-sentinel-'))
    const config = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER}`,
      `sentinel failover-timeout ${NAME} 2000`,
    ]
    await writeFile(join(dir, 'sentinel.conf'), config.join('\n'))
    const process = spawn('redis-server', [join(dir, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' })
    const sentinel = new RedisSentinel(master, replica, port, dir, process)
    await sentinel.#until(async () =>
      (await sentinel.#cli('SENTINEL', 'REPLICAS', NAME)).includes(String(replica.port)),
    )
    await sentinel.caughtUp()
    return sentinel
  }

  get url(): string {
    return `redis+sentinel://127.0.0.1:${this.#port}/${NAME}`
  }

  /** The replica has all that its master has. */
  async caughtUp(): Promise<void> {
    const offset = async (server: RedisServer) =>
      (await server.cli('INFO', 'replication')).find((line) => line.startsWith('master_repl_offset:'))
    await this.#until(async () => (await this.replica.cli('ROLE')).includes('connected'))
    await this.#until(async () => (await offset(this.master)) === (await offset(this.replica)))
  }

  /** The master goes on and its replica hears nothing more of it. */
  async cutReplica(): Promise<void> {
    await this.master.cli('ACL', 'SETUSER', 'default', '-psync', '-sync')
    await this.master.cli('CLIENT', 'KILL', 'TYPE', 'replica')
  }

  /** Resolves when the sentinel names the replica as the master. */
  async failedOver(): Promise<void> {
    await this.#until(async () => {
      const address = await this.#cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME)
      return address.includes(String(this.replica.port))
    })
  }

  async stop(): Promise<void> {
    if (this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit')
      this.#process.kill('SIGKILL')
      await ended
    }
    await this.master.stop()
    await this.replica.stop()
    await rm(this.#dir, { recursive: true, force: true })
  }

  /** Empty while the sentinel starts. */
  #cli(...args: readonly string[]): Promise<string[]> {
    return redisCli(this.#port, args).catch(() => [])
  }

  async #until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(20)
  }
}
