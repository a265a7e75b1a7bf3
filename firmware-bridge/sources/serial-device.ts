/** A serial port that says lines. The only file that imports serialport. */
import { ReadlineParser } from '@serialport/parser-readline'
import { SerialPort } from 'serialport'
import { capLines, EMPTY_CAP } from './line-cap.ts'
import type { DeviceLife } from './reopening.ts'

export type SerialOptions = {
  readonly path: string
  readonly baudRate: number
  readonly onLine: (line: string) => void
  /** So many bytes were in no whole line of a permitted length. */
  readonly onDiscarded: (bytes: number) => void
  readonly onGone: (reason: string) => void
}

/** Resolves when the port is open; rejects with the driver's error if it cannot be. */
export async function openSerial(options: SerialOptions): Promise<DeviceLife> {
  const { path, baudRate, onDiscarded, onGone } = options
  // Lowering DTR on closing (hupcl) resets many boards, and so would each start of the bridge.
  const port = new SerialPort({ path, baudRate, hupcl: false, autoOpen: false })
  const lines = readLines(options)
  let cap = EMPTY_CAP
  port.on('data', (chunk: Buffer) => {
    const result = capLines(cap, chunk)
    cap = result.cap
    if (result.discarded > 0) onDiscarded(result.discarded)
    if (result.whole.length > 0) lines.write(result.whole)
  })
  port.on('error', (error) => onGone(error.message))
  port.on('close', (error: Error | null) => onGone(error?.message ?? 'the port was closed'))
  await opened(port)
  return {
    close: async () => {
      await closed(port)
      if (cap.held.length > 0) onDiscarded(cap.held.length)
      cap = EMPTY_CAP
    },
  }
}

function readLines({ onLine }: SerialOptions): ReadlineParser {
  // Latin-1 keeps each byte a character, whatever noise a board makes; object mode keeps each line by itself.
  const lines = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true })
  lines.on('data', onLine)
  return lines
}

function opened(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())))
}

/** A port that is gone answers its closing with an error: closed it is all the same. */
function closed(port: SerialPort): Promise<void> {
  return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()))
}
