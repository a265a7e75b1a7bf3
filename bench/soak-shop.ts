/**
 * A shop whose time runs faster: log time is `speed` times the machine's, so a call's three seconds are over in a
 * moment. Sockets, disks and patience stay those of the real machine.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startBridge } from '../firmware-bridge/bridge.ts'
import { SILENT } from '../platform/logger.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { Clock } from '../protocol/clock.ts'
import { DEFAULT_SETTINGS, defaultTill } from '../protocol/settings.ts'
import { openEmbeddedLog } from '../relay/log/embedded.ts'
import { singleLog } from '../relay/log/single.ts'
import { type Relay, startRelay } from '../relay/relay.ts'
import { applySettings } from '../relay/store-settings.ts'

export const TILLS = 12

export type SoakShop = {
  readonly address: string
  /** Log time, ms. */
  now(): number
  press(cashier: number): Promise<void>
  /** The relay goes and comes back: every screen has to connect anew. */
  restartRelay(): Promise<void>
  close(): Promise<void>
}

export async function openSoakShop(speed: number): Promise<SoakShop> {
  const folder = await mkdtemp(join(tmpdir(), 'cashierq-soak-'))
  const began = systemClock.now()
  const clock: Clock = { now: () => Math.round(began + (systemClock.now() - began) * speed), after: systemClock.after }
  const log = await openEmbeddedLog({ dir: join(folder, 'log'), store: 'main', clock })
  const bridge = await startBridge({
    journalDir: join(folder, 'journal'),
    log,
    sources: [],
    clock,
    lines: SILENT,
    language: 'en',
  })
  const open = (port: number) =>
    startRelay({
      host: '127.0.0.1',
      port,
      logs: singleLog(log),
      store: 'main',
      presses: bridge,
      pages: resolve('dist/renderer'),
      clock,
      lines: SILENT,
      origins: [],
    })
  let relay = await open(0)
  const { address } = relay
  await tellSettings(relay)
  return {
    address,
    now: clock.now,
    async press(cashier) {
      const body = JSON.stringify({ cashier, language: LANGUAGES[cashier % LANGUAGES.length] })
      const headers = { 'Content-Type': 'application/json' }
      const { status } = await fetch(`${address}/cashier_action`, { method: 'POST', headers, body })
      if (status !== 204) throw new Error(`a press was answered with ${status}`)
    },
    async restartRelay() {
      await relay.close()
      relay = await open(Number(new URL(address).port))
    },
    async close() {
      await relay.close()
      await bridge.close()
      await log.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Scripts and fonts change from call to call. */
const LANGUAGES = ['en', 'ar', 'zh', 'hi', 'de'] as const

/** In this shop a moment of the machine is half a minute, and no call shall be too old for it. */
async function tellSettings(relay: Relay): Promise<void> {
  const feed = relay.own.lease?.feed
  if (!feed) throw new Error('the relay does not serve the store')
  await applySettings(feed, {
    board: { ...DEFAULT_SETTINGS.board, staleAfter: 3_600_000 },
    tills: Array.from({ length: TILLS }, (_, i) => defaultTill(i + 1)),
    languages: ['en', 'ar'],
  })
}
