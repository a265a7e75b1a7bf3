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
import { asCashier, CASHIER, runAsCashier } from './person.ts'
import { StoreLog } from './store-log.ts'
import { until } from './until.ts'

const ADDRESS = 'http://127.0.0.1:8000'
const FOLDER = '/home/cashier'
const DATA = join(FOLDER, 'data')
const JOURNAL = join(DATA, 'journal', 'main')
/** What the bridge says; the reporter shows its end when a test has failed. */
export const SHOP_LOG = '/run/shop.log'
/** How long its use of the processor is watched, ms. */
const WATCHED = 2_000
const MS_PER_TICK = 10

export class Shop {
  readonly log = new StoreLog()
  #child: ChildProcess | undefined

  /** `settings`: cashierq.json. */
  constructor(settings: object) {
    mkdirSync(FOLDER, { recursive: true })
    chownSync(FOLDER, CASHIER.uid, CASHIER.gid)
    writeFileSync(join(FOLDER, 'cashierq.json'), JSON.stringify({ ...settings, dataDir: DATA }))
  }

  /** Resolves when a press would reach a screen. */
  async open(): Promise<void> {
    const output = openSync(SHOP_LOG, 'a')
    const [program, args] = asCashier('exec cashierq up --no-kiosk')
    const child = spawn(program, args, { cwd: FOLDER, stdio: ['ignore', output, output] })
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
    const { sources } = await readBridgeReport(JOURNAL)
    return sources.flatMap(({ boxes }) => boxes)
  }

  /** `cashierq doctor --json`, by the same user. */
  async doctor(): Promise<DoctorReport & { readonly exitCode: number | null }> {
    const { code, out } = await runAsCashier('exec cashierq doctor --json', FOLDER)
    return { ...v.parse(DoctorReport, JSON.parse(out)), exitCode: code }
  }

  /** Which share of one processor it takes, measured over a while. */
  async busy(): Promise<number> {
    const [start, used] = [performance.now(), this.#processorTime()]
    await until('it has been watched for long enough', () => performance.now() - start >= WATCHED)
    return ((this.#processorTime() - used) * MS_PER_TICK) / (performance.now() - start)
  }

  /** Of user and system together, ticks of 10 ms. */
  #processorTime(): number {
    const [, behindName = ''] = readFileSync(`/proc/${this.#child?.pid}/stat`, 'utf8').split(') ')
    const fields = behindName.split(' ')
    return Number(fields[11]) + Number(fields[12])
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
