/**
 * The product in the guest, as a shop runs it: `cashierq up --no-kiosk` of the built project, by a plain user, in a folder
 * of his own. Its log is read over the public WebSocket, its boxes where `cashierq doctor` reads them.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { DoctorReport } from '../../../cli/doctor/report.ts'
import type { BoxReport, SourceStatus } from '../../../firmware-bridge/sources/source.ts'
import { readBridgeReport } from '../../../firmware-bridge/status-door.ts'
import { isFailure } from '../../../platform/failure.ts'
import { asCashier, CASHIER, HOME, runAsCashier } from './person.ts'
import { StoreLog } from './store-log.ts'
import { until } from './until.ts'

const ADDRESS = 'http://127.0.0.1:8000'
const DATA = join(HOME, 'data')
const JOURNAL = join(DATA, 'journal', 'main')
/** What the bridge says; the reporter shows its end when a test has failed. */
export const SHOP_LOG = '/run/shop.log'
/** How long its reading is watched, ms. */
const WATCHED = 2_000

export class Shop {
  readonly log = new StoreLog()
  #child: ChildProcess | undefined

  /** `settings`: cashierq.json. */
  constructor(settings: object) {
    mkdirSync(HOME, { recursive: true })
    chownSync(HOME, CASHIER.uid, CASHIER.gid)
    writeFileSync(join(HOME, 'cashierq.json'), JSON.stringify({ ...settings, dataDir: DATA }))
  }

  /** Resolves when a press would reach a screen. */
  async open(): Promise<void> {
    const output = openSync(SHOP_LOG, 'a')
    const [program, args] = asCashier('exec cashierq up --no-kiosk')
    const child = spawn(program, args, { cwd: HOME, stdio: ['ignore', output, output] })
    this.#child = child
    await until('the shop is ready', () => {
      if (child.exitCode !== null) throw new Error(`cashierq ended with ${child.exitCode}`)
      return isReady()
    })
    await this.log.follow(ADDRESS)
  }

  async close(): Promise<void> {
    const child = this.#child
    if (!child) return
    this.log.close()
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }

  /** The box with this name, as the bridge knows it now. */
  async box(name: string): Promise<BoxReport | undefined> {
    return (await this.#boxes()).find(({ names }) => names.includes(name))
  }

  async untilBox(name: string, status: SourceStatus['kind']): Promise<BoxReport> {
    return until(`the box ${name} is ${status}`, async () => {
      const box = await this.box(name)
      return box?.status.kind === status && box
    })
  }

  /** A box that cannot be opened may have no other name than its device. */
  async boxOn(node: string): Promise<BoxReport | undefined> {
    return (await this.#boxes()).find(({ device }) => existsSync(device) && realpathSync(device) === node)
  }

  async #boxes(): Promise<readonly BoxReport[]> {
    try {
      const { sources } = await readBridgeReport(JOURNAL)
      return sources.flatMap(({ boxes }) => boxes)
    } catch (error) {
      // It has two seconds to answer, which may be too little here.
      if (isFailure(error) && error.code === 'bridge_silent') return []
      throw error
    }
  }

  /** `cashierq doctor --json`, by the same user. */
  async doctor(): Promise<DoctorReport & { readonly exitCode: number | null }> {
    const { code, out } = await runAsCashier('exec cashierq doctor --json')
    return { ...v.parse(DoctorReport, JSON.parse(out)), exitCode: code }
  }

  /** How often it reads from any file or device: counted, because of an emulated processor no share can be told. */
  async readsPerSecond(): Promise<number> {
    const [start, before] = [performance.now(), this.#reads()]
    await until('it has been watched for long enough', () => performance.now() - start >= WATCHED)
    return ((this.#reads() - before) * 1_000) / (performance.now() - start)
  }

  #reads(): number {
    const counted = /^syscr: (?<reads>\d+)$/mu.exec(readFileSync(`/proc/${this.#child?.pid}/io`, 'utf8'))
    return Number(counted?.groups?.['reads'])
  }
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch(`${ADDRESS}/readyz`)).ok
  } catch (error) {
    // Nobody listens yet.
    if (error instanceof TypeError) return false
    throw error
  }
}
