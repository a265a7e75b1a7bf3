/**
 * An ATmega328P at 16 MHz, simulated instruction by instruction (avr8js): it runs the very bytes that are flashed.
 *
 * What a real chip keeps, this one keeps: the EEPROM always, the memory over a reset, nothing else. Memory after
 * power-on is chance, from the seed. Time stands still between calls of `runTo`.
 *
 * How to extend: another peripheral is attached in `connect`; a pin is named in `Pin`.
 */
import {
  AVRClock,
  AVREEPROM,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
  AVRWatchdog,
  avrInstruction,
  CPU,
  clockConfig,
  EEPROMMemoryBackend,
  PinState,
  portBConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  usart0Config,
  watchdogConfig,
} from 'avr8js'

export const CYCLES_PER_MS = 16_000
const FLASH_BYTES = 32_768
const SRAM_BYTES = 2_048
const SRAM_START = 0x100
const EEPROM_BYTES = 1_024
const SLEEP = 0x9588
/** How far a sleeping chip moves on at once, cycles: one count of its timer. */
const NAP = 64

export type Pin = { readonly port: 'B' | 'D'; readonly bit: number }

/** Answers a number from 0 up to 1, another each time. */
export type Chance = () => number

export class AvrChip {
  /** The serial port's output, byte by byte. */
  onByte: (byte: number) => void = () => undefined
  readonly #program: Uint16Array
  readonly #chance: Chance
  readonly #eeprom = new EEPROMMemoryBackend(EEPROM_BYTES)
  /** Levels that the world puts on the pins; a pin that is not named floats, and is pulled up. */
  readonly #levels = new Map<string, boolean>()
  #parts: Parts
  /** Cycles of the lives before this one. */
  #before = 0
  #heard: number[] = []
  #lowestStack = 0xffff
  #asleepAt = -1

  constructor(hex: string, chance: Chance) {
    this.#program = programOf(hex)
    this.#chance = chance
    this.#parts = this.#connect(this.#uninitialised())
  }

  /** Since the first power-on. */
  get cycles(): number {
    return this.#before + this.#parts.cpu.cycles
  }

  /** Bytes of the stack that the deepest moment of this life has used. */
  get stackUsed(): number {
    return SRAM_START + SRAM_BYTES - 1 - this.#lowestStack
  }

  get eeprom(): Uint8Array {
    return this.#eeprom.memory
  }

  /** Memory from address 0 on, registers first, as the program sees it. */
  get memory(): Uint8Array {
    return this.#parts.cpu.data
  }

  runTo(cycles: number): void {
    const { cpu } = this.#parts
    const end = cycles - this.#before
    while (cpu.cycles < end) {
      if (this.#asleepAt === cpu.pc) {
        cpu.cycles += NAP
      } else {
        this.#asleepAt = this.#program[cpu.pc] === SLEEP ? cpu.pc + 1 : -1
        avrInstruction(cpu)
      }
      cpu.tick()
      if (cpu.SP < this.#lowestStack && cpu.SP >= SRAM_START) this.#lowestStack = cpu.SP
    }
  }

  /** Bytes for the serial port; they arrive one after the other, as fast as the line is. */
  hear(bytes: Uint8Array): void {
    this.#heard.push(...bytes)
    this.#feed()
  }

  setLevel(pin: Pin, high: boolean): void {
    this.#levels.set(`${pin.port}${pin.bit}`, high)
    this.#parts.ports[pin.port].setPin(pin.bit, high)
  }

  isHigh(pin: Pin): boolean {
    return this.#parts.ports[pin.port].pinState(pin.bit) === PinState.High
  }

  /** The reset pin, as the DTR of a port that is opened pulls it. */
  reset(): void {
    this.#startAgain(this.memory.slice(SRAM_START))
  }

  powerCycle(): void {
    this.#startAgain(this.#uninitialised())
  }

  #uninitialised(): Uint8Array {
    return new Uint8Array(SRAM_BYTES).map(() => this.#chance() * 256)
  }

  #startAgain(sram: Uint8Array): void {
    this.#before = this.cycles
    this.#heard = []
    this.#asleepAt = -1
    this.#lowestStack = 0xffff
    this.#parts = this.#connect(sram)
  }

  #connect(sram: Uint8Array): Parts {
    const parts = chipParts(this.#program, sram, this.#eeprom)
    for (const [port, ioPort] of Object.entries(parts.ports)) {
      for (let bit = 0; bit < 8; bit++) ioPort.setPin(bit, this.#levels.get(`${port}${bit}`) ?? true)
    }
    parts.usart.onByteTransmit = (byte) => this.onByte(byte)
    parts.usart.onRxComplete = () => this.#feed()
    return parts
  }

  #feed(): void {
    const [next] = this.#heard
    // A chip that has not opened its port yet does not hear what is said to it.
    if (next === undefined || this.#parts.usart.rxBusy) return
    if (this.#parts.usart.writeByte(next) === true) this.#heard.shift()
    else this.#heard = []
  }
}

type Parts = ReturnType<typeof chipParts>

function chipParts(program: Uint16Array, sram: Uint8Array, eeprom: EEPROMMemoryBackend) {
  const cpu = new CPU(program, SRAM_BYTES)
  cpu.data.set(sram, SRAM_START)
  const ports = { B: new AVRIOPort(cpu, portBConfig), D: new AVRIOPort(cpu, portDConfig) }
  new AVRTimer(cpu, timer0Config)
  new AVRTimer(cpu, timer1Config)
  new AVREEPROM(cpu, eeprom)
  new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, CYCLES_PER_MS * 1_000, clockConfig))
  const usart = new AVRUSART(cpu, usart0Config, CYCLES_PER_MS * 1_000)
  keepReceivedByte(cpu)
  return { cpu, ports, usart }
}

const RECEIVED = {
  address: usart0Config.rxCompleteInterrupt,
  flagRegister: usart0Config.UCSRA,
  flagMask: 0x80,
  enableRegister: usart0Config.UCSRB,
  enableMask: 0x80,
  constant: true,
}

/** avr8js forgets a byte that has arrived when the program switches the transmitter's interrupt; the chip does not. */
function keepReceivedByte(cpu: CPU): void {
  const write = cpu.writeHooks[usart0Config.UCSRB]
  if (!write) throw new Error('avr8js has changed its serial port')
  cpu.writeHooks[usart0Config.UCSRB] = (...args) => {
    const waits = (cpu.readData(RECEIVED.flagRegister) & RECEIVED.flagMask) !== 0
    const handled = write(...args)
    if (waits) cpu.setInterruptFlag(RECEIVED)
    return handled
  }
}

/** Intel HEX to words. */
function programOf(hex: string): Uint16Array {
  const bytes = new Uint8Array(FLASH_BYTES).fill(0xff)
  for (const line of hex.split('\n')) {
    const record = Buffer.from(line.trim().slice(1), 'hex')
    if (record.length > 4 && record[3] === 0) {
      const count = record[0] ?? 0
      bytes.set(record.subarray(4, 4 + count), record.readUInt16BE(1))
    }
  }
  return new Uint16Array(bytes.buffer)
}
