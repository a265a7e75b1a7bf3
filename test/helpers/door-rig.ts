/**
 * A relay whose door is tested: real HTTP and WebSocket, a log in memory, a clock and lines that a test may look into.
 *
 * How to extend: `startDoor` takes every option of the relay. `Lines` collects what is logged; `Bearer` asks as somebody.
 */
import { resolve } from 'node:path'
import type { LogLines } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { StoreLogs } from '../../relay/log/port.ts'
import { type Relay, type RelayOptions, startRelay } from '../../relay/relay.ts'
import { MemoryLog } from './memory-log.ts'
import { TestClient } from './relay-rig.ts'

export const SECRET = 'q7wm-2hx9-door-rig-zt41'

export type LoggedLine = { readonly level: string; readonly text: string; readonly fields: { [name: string]: unknown } }

export class Lines implements LogLines {
  readonly all: LoggedLine[] = []

  debug = (fields: object, text: string): void => this.#add('debug', fields, text)
  info = (fields: object, text: string): void => this.#add('info', fields, text)
  warn = (fields: object, text: string): void => this.#add('warn', fields, text)
  error = (fields: object, text: string): void => this.#add('error', fields, text)

  /** The fields of the audit's lines. */
  get audits(): { [name: string]: unknown }[] {
    return this.all.map(({ fields }) => fields).filter((fields) => 'audit' in fields)
  }

  #add(level: string, fields: object, text: string): void {
    this.all.push({ level, text, fields: { ...fields } })
  }
}

export type DoorRig = {
  readonly address: string
  readonly lines: Lines
  readonly relay: Relay
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  client(headers?: { readonly [name: string]: string }): Promise<TestClient>
  close(): Promise<void>
}
export type AskOptions = {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string }
}
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly [name: string]: unknown }
}

export async function startDoor(options: Partial<RelayOptions> = {}): Promise<DoorRig> {
  const lines = new Lines()
  const relay = await startRelay({
    host: '127.0.0.1',
    port: 0,
    logs: memoryLogs(),
    store: 'main',
    pages: resolve('dist/renderer'),
    clock: systemClock,
    lines,
    secret: SECRET,
    origins: [],
    ...options,
  })
  const { address } = relay
  return {
    address,
    lines,
    relay,
    ask: (method, path, asked) => ask(address, method, path, asked),
    client: (headers) => TestClient.connect(`${address.replace('http', 'ws')}/ws`, headers),
    close: () => relay.close(),
  }
}

/** The logs of as many stores as are asked for. */
export function memoryLogs(): StoreLogs {
  const logs = new Map<string, MemoryLog>()
  return {
    open(store) {
      const log = logs.get(store) ?? new MemoryLog(systemClock, store)
      logs.set(store, log)
      return log
    },
    close: async () => void (await Promise.all([...logs.values()].map((log) => log.close()))),
  }
}

async function ask(address: string, method: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { token, body, headers } = options
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${address}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  })
  const answered = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answered) : {} }
}
