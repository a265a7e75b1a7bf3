/** The boxes' firmware as it is flashed, built if it is not there or its sources have changed. Needs gcc-avr. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureFirmware } from '../../scripts/firmware.mjs'

/** The path of an image: `box-328p`, `box-32u4` or `box-32u4-hid`. */
export function firmwareHex(image = 'box-328p'): string {
  return join(ensureFirmware(), `${image}.hex`)
}

/** Where the firmware keeps a variable, so that a test can set what would take weeks to come about. */
export function addressOf(variable: string, image = 'box-328p'): number {
  const listing = execFileSync('avr-nm', [join(ensureFirmware(), `${image}.elf`)], { encoding: 'utf8' })
  const address = new RegExp(`^([0-9a-f]{8}) [bd] ${variable}$`, 'mu').exec(listing)?.[1]
  if (address === undefined) throw new Error(`${image} has no variable ${variable}`)
  // The compiler counts memory from 0x800000 on, to tell it from flash.
  return Number.parseInt(address, 16) - 0x80_0000
}
