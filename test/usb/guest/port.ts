/** A USB port of the guest, from its device's side. */
import { readFileSync } from 'node:fs'
import type { Gadget } from './gadget.ts'
import { until } from './until.ts'

/** Plugs it in, and resolves when the host has taken it up: before, it has no line to speak on. */
export async function plugIn(gadget: Gadget, port: number): Promise<void> {
  gadget.plug(port)
  const state = `/sys/class/udc/dummy_udc.${port}/state`
  await until(`the device in port ${port} is configured`, () => readFileSync(state, 'utf8').trim() === 'configured')
}
