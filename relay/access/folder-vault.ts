/**
 * The vault beside the embedded log: one small file for each token given or revoked, so that the relay and
 * `cashierq revoke` may both write at any time without a lock. A file is there as a whole or not at all.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type * as v from 'valibot'
import { readIfThere, syncFolder, writeAtomically } from '../../platform/atomic-file.ts'
import { Failure, reason } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import { MemoryPairings } from './memory-pairings.ts'
import type { Collected, Decision, Issued, Offer, Revocation, RevocationList, Vault } from './vault.ts'
import { IssuedRecord, parseRecord, RevocationRecord } from './vault-records.ts'

export class FolderVault implements Vault {
  readonly #pairings: MemoryPairings
  readonly #clock: Clock
  readonly #given: string
  readonly #revoked: string
  /** Several polls may come at once, and again: what is given is written once, and not after it was revoked. */
  readonly #writes = new WeakMap<Issued, Promise<void>>()

  private constructor(dir: string, clock: Clock) {
    this.#clock = clock
    this.#pairings = new MemoryPairings(clock)
    this.#given = join(dir, 'given')
    this.#revoked = join(dir, 'revoked')
  }

  /** Makes the folder if it is not there, and forgets what is over. Rejects with `storage_failed`. */
  static async open(dir: string, clock: Clock): Promise<FolderVault> {
    const vault = new FolderVault(dir, clock)
    await failing(async () => {
      await mkdir(vault.#given, { recursive: true, mode: 0o700 })
      await mkdir(vault.#revoked, { recursive: true, mode: 0o700 })
    })
    await vault.#forgetEnded(vault.#given, IssuedRecord)
    await vault.#forgetEnded(vault.#revoked, RevocationRecord)
    return vault
  }

  async offer(offer: Offer): Promise<'offered' | 'taken' | 'full'> {
    return this.#pairings.offer(offer)
  }

  async look(code: string): Promise<Offer | undefined> {
    return this.#pairings.look(code)
  }

  async decide(code: string, decision: Decision): Promise<'decided' | 'late' | 'unknown'> {
    return this.#pairings.decide(code, decision)
  }

  /** What is collected is on disk before it is said: a token that is out can be found and revoked. */
  async collect(code: string, proof: string): Promise<Collected> {
    const collected = this.#pairings.collect(code, proof)
    if (collected.kind !== 'approved') return collected
    const { issued } = collected
    if ((await readIfThere(join(this.#revoked, fileOf(issued)))) !== undefined) return { kind: 'unknown' }
    await this.#give(issued)
    return collected
  }

  #give(issued: Issued): Promise<void> {
    const given =
      this.#writes.get(issued) ??
      write(this.#given, issued).catch((error: unknown) => {
        this.#writes.delete(issued)
        throw error
      })
    this.#writes.set(issued, given)
    return given
  }

  async issued(store: string): Promise<Issued[]> {
    const all = await readFolder(this.#given, IssuedRecord)
    return all.filter((one) => one.store === store && one.expiresAt > this.#clock.now())
  }

  async revoke(revocation: Revocation): Promise<void> {
    await write(this.#revoked, revocation)
    await failing(() => rm(join(this.#given, fileOf(revocation)), { force: true }))
  }

  /** The names of the files are the revision: each stands for one id, and they only come and go. */
  async revocations(known: string | undefined): Promise<RevocationList> {
    const revision = createHash('sha256')
      .update((await namesIn(this.#revoked)).join(' '))
      .digest('hex')
    if (revision === known) return { kind: 'unchanged' }
    const all = await readFolder(this.#revoked, RevocationRecord)
    return { kind: 'changed', revision, revocations: all.filter((one) => one.expiresAt > this.#clock.now()) }
  }

  async #forgetEnded(dir: string, schema: v.GenericSchema<unknown, { id: string; expiresAt: number }>): Promise<void> {
    const ended = (await readFolder(dir, schema)).filter(({ expiresAt }) => expiresAt <= this.#clock.now())
    for (const one of ended) await failing(() => rm(join(dir, fileOf(one)), { force: true }))
    if (ended.length > 0) await failing(() => syncFolder(dir))
  }
}

/** An id is anything, a file's name is not. */
function fileOf({ id }: { readonly id: string }): string {
  return `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`
}

async function write(dir: string, record: Issued | Revocation): Promise<void> {
  await writeAtomically(join(dir, fileOf(record)), JSON.stringify(record))
}

async function namesIn(dir: string): Promise<string[]> {
  const names = await failing(() => readdir(dir))
  return names.filter((name) => name.endsWith('.json')).sort()
}

/** A file that was taken away meanwhile, or is none of ours, is passed over. */
async function readFolder<T>(dir: string, schema: v.GenericSchema<unknown, T>): Promise<T[]> {
  const records: T[] = []
  for (const name of await namesIn(dir)) {
    const record = parseRecord(schema, (await readIfThere(join(dir, name)))?.toString())
    if (record !== undefined) records.push(record)
  }
  return records
}

async function failing<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    throw new Failure('storage_failed', `the folder of tokens: ${reason(error)}`, error)
  }
}
