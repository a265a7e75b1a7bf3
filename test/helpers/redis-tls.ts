/**
 * A real redis-server that speaks TLS alone, with a certificate for 127.0.0.1 and localhost signed by an authority of
 * its own, both made by openssl.
 *
 * How to extend: another way for a certificate to be wrong is one more line in `makeCertificates`.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, RedisServer } from './redis-server.ts'

const run = promisify(execFile)

export class RedisTls {
  /** The authority's certificate. */
  readonly ca: string
  /** An authority's that has signed nothing here. */
  readonly stranger: string
  readonly port: number
  readonly #dir: string
  readonly #server: RedisServer

  private constructor(dir: string, port: number, server: RedisServer) {
    this.ca = join(dir, 'ca.pem')
    this.stranger = join(dir, 'stranger.pem')
    this.port = port
    this.#dir = dir
    this.#server = server
  }

  static async start(): Promise<RedisTls> {
    const dir = await mkdtemp(join(tmpdir(), 'cashierq-tls-'))
    await makeCertificates(dir)
    const port = await freePort()
    const files = ['cert', 'key', 'ca-cert'].flatMap((kind) => [`--tls-${kind}-file`, join(dir, FILES[kind] ?? '')])
    const server = await RedisServer.start('--tls-port', String(port), '--tls-auth-clients', 'no', ...files)
    return new RedisTls(dir, port, server)
  }

  url(host = '127.0.0.1'): string {
    return `rediss://${host}:${this.port}`
  }

  async stop(): Promise<void> {
    await this.#server.stop()
    await rm(this.#dir, { recursive: true, force: true })
  }
}

const FILES: { readonly [kind: string]: string } = { cert: 'redis.pem', key: 'redis.key', 'ca-cert': 'ca.pem' }

async function makeCertificates(dir: string): Promise<void> {
  const openssl = (...args: readonly string[]) => run('openssl', [...args], { cwd: dir })
  const authority = (name: string) => ['-x509', '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`]
  const key = ['req', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  await openssl(...key, ...authority('ca'))
  await openssl(...key, ...authority('stranger'))
  await openssl(...key, '-keyout', 'redis.key', '-out', 'redis.csr', '-subj', '/CN=redis')
  await writeFile(join(dir, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost')
  const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
  await openssl('x509', '-req', '-in', 'redis.csr', '-out', 'redis.pem', ...sign)
}
