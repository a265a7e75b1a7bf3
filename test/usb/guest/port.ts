/** A USB port of the guest: what is plugged into it, as its host sees it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Gadget } from './gadget.ts'
import { until } from './until.ts'

/** Resolves when the host has taken the device up: before, it has nobody to speak to. */
export async function plugIn(gadget: Gadget, port: number): Promise<void> {
  gadget.plug(port)
  // The gadget's own end tells a state too, but still says "configured" when the plug is out (Linux 6.1).
  const file = join(deviceOf(port), 'bConfigurationValue')
  await until(
    `the device in port ${port} is in use`,
    () => existsSync(file) && readFileSync(file, 'utf8').trim() === '1',
  )
}

/** Resolves when the host has noticed: a plug that is out for a shorter time was never out. */
export async function pullOut(gadget: Gadget, port: number): Promise<void> {
  gadget.unplug()
  await until(`port ${port} is empty`, () => !existsSync(deviceOf(port)))
}

/** Each port is a bus of its own, with one socket. */
function deviceOf(port: number): string {
  const controller = `/sys/devices/platform/dummy_hcd.${port}`
  const bus = readdirSync(controller).find((name) => /^usb\d+$/u.test(name))
  if (bus === undefined) throw new Error(`the guest has no port ${port}`)
  return join(controller, bus, `${bus.slice('usb'.length)}-1`)
}
