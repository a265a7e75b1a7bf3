/**
 * An ATmega32U4 on a USB cable, in simulated time (simavr, through test/hardware/usb-harness): this is the host's end.
 *
 * The harness is a process, spoken to through two FIFOs, because they can be read and written synchronously: a test of
 * the box's line runs the same way whatever the box is made of.
 *
 * How to extend: another thing that a host or a finger can do is another command of the harness. Needs gcc, libsimavr-dev.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureSystem } from '../../scripts/system.mjs'
import { bootCell, EEPROM_BOOT, EEPROM_NAME } from './avr-box.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCE = join(ROOT, 'test/hardware/usb-harness/usb-harness.c')
const PROGRAM = join(ROOT, 'node_modules/.cache/cashierq-test/usb-harness')

/** What an endpoint says to a packet, or to being asked for one. */
export type Handshake = 'ok' | 'nak' | 'stall'
export type Setup = {
  readonly type: number
  readonly request: number
  readonly value?: number
  readonly index?: number
  readonly length?: number
}

export const KEYS = ['D 1', 'D 0', 'D 4', 'C 6'] as const
/** Which of the ports B, D and E, and which of its bits. */
const LAMPS = [
  [1, 7],
  [2, 6],
  [0, 4],
  [0, 5],
] as const
/** Longer than any answer takes, in the firmware's milliseconds. */
const SOON = 3

export class UsbChip {
  readonly #child: ChildProcess
  readonly #dir: string
  readonly #toChild: number
  readonly #fromChild: number
  readonly #down = KEYS.map(() => false)
  readonly #chunk = Buffer.alloc(16_384)
  #unread = ''

  /** Powered on, with a name and a boot counter at 41, and its USB plug not seen by any host. */
  constructor(hex: string, id = 'USB-1') {
    buildHarness()
    this.#dir = mkdtempSync(join(tmpdir(), 'usb-chip-'))
    const [input, output] = [join(this.#dir, 'in'), join(this.#dir, 'out')]
    execFileSync('mkfifo', [input, output])
    const redirected = 'exec "$0" "$1" <"$2" >"$3"'
    this.#child = spawn('sh', ['-c', redirected, PROGRAM, hex, input, output], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    this.#toChild = openSync(input, 'w')
    this.#fromChild = openSync(output, 'r')
    this.#tell(`eeprom ${EEPROM_NAME.toString(16)} ${Buffer.from(id, 'latin1').toString('hex')}`)
    this.#tell(`eeprom ${EEPROM_BOOT.toString(16)} ${Buffer.from(bootCell(41)).toString('hex')}`)
    for (let key = 0; key < KEYS.length; key++) this.setKey(key, false)
  }

  close(): void {
    closeSync(this.#toChild)
    closeSync(this.#fromChild)
    this.#child.kill('SIGKILL')
    rmSync(this.#dir, { recursive: true, force: true })
  }

  run(ms: number): void {
    const answer = this.#tell(`run ${ms}`)
    if (answer !== 'ok') throw new Error(`the chip has ${answer}`)
  }

  /** Runs, and answers all bytes that the endpoint had for the host meanwhile, and the lamps at the end. */
  listen(ms: number, endpoint: number): { readonly bytes: Buffer; readonly lamps: number } {
    const [bytes = '', ...outputs] = this.#tell(`listen ${ms} ${endpoint.toString(16)}`)
      .slice('data '.length)
      .split(' ')
    return { bytes: Buffer.from(bytes, 'hex'), lamps: lampsOf(outputs) }
  }

  /** A reset keeps the memory, and the fingers where they are; simavr lets go of the pins. */
  restart(): void {
    this.#tell('restart')
    for (const [key, down] of this.#down.entries()) this.setKey(key, down)
  }

  setKey(key: number, down: boolean): void {
    this.#down[key] = down
    this.#tell(`level ${KEYS[key]} ${down ? 0 : 1}`)
  }

  lamps(): number {
    return lampsOf(this.#tell('ports').split(' '))
  }

  peek(address: number): number {
    return Number.parseInt(this.#tell(`peek ${address.toString(16)}`), 16)
  }

  poke(address: number, value: number): void {
    this.#tell(`poke ${address.toString(16)} ${value.toString(16)}`)
  }

  busReset(): void {
    this.#tell('reset')
    this.run(SOON)
  }

  /** A packet from the host to an endpoint. */
  send(endpoint: number, bytes: Uint8Array): Handshake {
    return handshake(this.#tell(`out ${endpoint.toString(16)} ${Buffer.from(bytes).toString('hex')}`))
  }

  /** Asks an endpoint for a packet. A bulk endpoint that has none answers an empty one: simavr makes no difference. */
  receive(endpoint: number): Buffer | Handshake {
    const answer = this.#tell(`in ${endpoint.toString(16)}`)
    return answer.startsWith('data') ? Buffer.from(answer.slice('data '.length), 'hex') : handshake(answer)
  }

  /** Only the first packet of a request. */
  setup({ type, request, value = 0, index = 0, length = 0 }: Setup): void {
    const packet = Buffer.from([type, request, 0, 0, 0, 0, 0, 0])
    packet.writeUInt16LE(value, 2)
    packet.writeUInt16LE(index, 4)
    packet.writeUInt16LE(length, 6)
    if (this.#tell(`setup ${packet.toString('hex')}`) !== 'ok') throw new Error('a setup packet must always be taken')
    this.run(SOON)
  }

  /** A request that brings an answer, packet by packet, until it is ended by a short one or as long as was asked for. */
  ask(setup: Setup & { readonly length: number }): Buffer | 'stall' {
    this.setup(setup)
    const parts: Buffer[] = []
    let received = 0
    for (;;) {
      const part = this.receive(0)
      if (part === 'stall') return 'stall'
      if (!Buffer.isBuffer(part)) throw new Error(`no answer: ${part}`)
      parts.push(part)
      received += part.length
      this.run(SOON)
      if (part.length < 64 || received >= setup.length) break
    }
    this.send(0, new Uint8Array(0))
    this.run(SOON)
    return Buffer.concat(parts)
  }

  /** A request that brings the box data, or none. */
  tell(setup: Setup, data: Uint8Array = new Uint8Array(0)): 'ok' | 'stall' {
    this.setup({ ...setup, length: data.length })
    if (data.length > 0) {
      if (this.send(0, data) === 'stall') return 'stall'
      this.run(SOON)
    }
    const end = this.receive(0)
    this.run(SOON)
    if (end === 'stall') return 'stall'
    if (!Buffer.isBuffer(end) || end.length > 0) throw new Error(`the request was not ended: ${String(end)}`)
    return 'ok'
  }

  /** What a host does with a device that it sees for the first time. */
  enumerate(): void {
    this.busReset()
    this.ask({ type: 0x80, request: 6, value: 0x0100, length: 64 })
    this.tell({ type: 0x00, request: 5, value: 7 })
    this.tell({ type: 0x00, request: 9, value: 1 })
  }

  /** Says a command and waits for its answer. simavr's own words have no "> " before them. */
  #tell(command: string): string {
    writeSync(this.#toChild, `${command}\n`)
    for (;;) {
      const answer = /^> (.*)\n/mu.exec(this.#unread)
      if (answer) {
        this.#unread = ''
        return answer[1] ?? ''
      }
      const count = readSync(this.#fromChild, this.#chunk)
      if (count === 0) throw new Error(`the simulated chip has ended at: ${command}`)
      this.#unread += this.#chunk.toString('latin1', 0, count)
    }
  }
}

function lampsOf(outputs: readonly string[]): number {
  const levels = outputs.map((output) => Number.parseInt(output, 16))
  return LAMPS.reduce((lit, [port, bit], lamp) => lit | ((((levels[port] ?? 0) >> bit) & 1) << lamp), 0)
}

function handshake(answer: string): Handshake {
  if (answer === 'ok' || answer === 'nak' || answer === 'stall') return answer
  throw new Error(`the harness answered: ${answer}`)
}

function buildHarness(): void {
  if (existsSync(PROGRAM) && statSync(PROGRAM).mtimeMs > statSync(SOURCE).mtimeMs) return
  ensureSystem(['gcc', 'libc6-dev', 'libsimavr-dev'])
  mkdirSync(dirname(PROGRAM), { recursive: true })
  execFileSync('gcc', ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-o', PROGRAM, SOURCE, '-lsimavr'])
}
