/**
 * Where a running bridge tells what it knows: a socket in its journal's folder, which gives whoever connects the report
 * as one JSON document and closes. Only the bridge's own user and root get in. It is asked, never trusted: nothing that
 * a visitor says is read.
 */
import { chmod, realpath, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import * as v from 'valibot'
import { Failure, reason, systemCode } from '../platform/failure.ts'
import { closeServer, pipeName, socketPlace, socketPlaces } from '../platform/socket-place.ts'
import { BridgeReport } from './bridge-report.ts'

export type StatusDoor = { close(): Promise<void> }

const NAME = 'status.sock'
/** A visitor who does not read is shown out, ms. */
const LONGEST_VISIT = 2_000
const MOST_VISITORS = 8

/** The folder must be locked by this process: then a socket that lies there is a dead one's, and is replaced. */
export async function openStatusDoor(journalDir: string, report: () => BridgeReport): Promise<StatusDoor> {
  const folder = await realpath(journalDir)
  const path = process.platform === 'win32' ? pipeName(folder, 'status') : join(await socketPlace(folder), NAME)
  if (process.platform !== 'win32') await rm(path, { force: true })
  const visitors = new Set<Socket>()
  const server = createServer((visitor) => {
    visitors.add(visitor)
    visitor.on('close', () => visitors.delete(visitor))
    visitor.on('error', () => visitor.destroy())
    visitor.setTimeout(LONGEST_VISIT, () => visitor.destroy())
    visitor.end(`${answer(report)}\n`, () => visitor.destroy())
  })
  server.maxConnections = MOST_VISITORS
  await listening(server, path)
  if (process.platform !== 'win32') await chmod(path, 0o600)
  return {
    close: () => {
      // One who reads slowly must not hold up the end.
      for (const visitor of visitors) visitor.destroy()
      return closeServer(server)
    },
  }
}

/** A report that cannot be made is told to who asked for it: it must not end the bridge. */
function answer(report: () => BridgeReport): string {
  try {
    return JSON.stringify(report())
  } catch (error) {
    return JSON.stringify({ error: reason(error) })
  }
}

/**
 * What the bridge of this journal says. Rejects with `no_bridge` if none is running, and with `bridge_silent` if there
 * is one whose report cannot be had or read.
 */
export async function readBridgeReport(journalDir: string): Promise<BridgeReport> {
  const folder = await realpath(journalDir).catch(() => journalDir)
  const paths =
    process.platform === 'win32' ? [pipeName(folder, 'status')] : socketPlaces(folder).map((place) => join(place, NAME))
  for (const path of paths) {
    const answer = await ask(path)
    if (answer !== undefined) return read(answer)
  }
  throw new Failure('no_bridge', `no bridge is running on ${journalDir}`)
}

function read(answer: string): BridgeReport {
  try {
    return v.parse(BridgeReport, JSON.parse(answer))
  } catch (error) {
    throw new Failure('bridge_silent', `the bridge's report cannot be read: ${reason(error)}`, error)
  }
}

/** Undefined: nobody listens there. */
async function ask(path: string): Promise<string | undefined> {
  const socket = connect(path)
  socket.setTimeout(LONGEST_VISIT, () => socket.destroy(new Error('it does not answer')))
  try {
    return await text(socket)
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined
    throw new Failure('bridge_silent', `the bridge cannot be asked: ${reason(error)}`, error)
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.unref()
      server.off('error', reject)
      // No free descriptors: the next visitor may have better luck, and no press depends on it.
      server.on('error', () => undefined)
      resolve()
    })
  })
}
