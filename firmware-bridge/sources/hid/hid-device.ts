/**
 * HID devices of this machine. The only file that imports node-hid, and lazily: it links a native library that not
 * every machine has.
 *
 * What node-hid 3.4 does not say: its reader is started by the first `data` listener and stopped by the last one, and
 * starting it again too soon throws "read is already running", so one listener stays for the life of the device. Its
 * `error` is a string. It knows no event for an unplugging: a read fails at once, or the device is no longer listed.
 */
import type { Device as NodeHidDevice } from 'node-hid'
import { Failure, reason } from '../../../platform/failure.ts'
import type { Device, DeviceEars, OpenDevice } from '../device/device.ts'
import type { HidInfo } from './hid-info.ts'
import { within } from './hid-limit.ts'
import { hidPlace } from './hid-place.ts'

/** Ending a device waits for the writes before it, which a device that does not answer can hold up, ms. */
const CLOSE_LIMIT = 2_000

/** What is used of node-hid's `HIDAsync`. */
export type HidHandle = {
  on(event: 'data', listener: (report: Buffer) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  write(report: Buffer): Promise<number>
  close(): Promise<void>
}

/** Every HID device that is connected, also those that may not be opened. Rejects with `library_missing`. */
export async function listHid(): Promise<HidInfo[]> {
  const { devicesAsync } = await load()
  return Promise.all(
    [...merged(await devicesAsync())].map(async (info) => ({ ...info, ...(await hidPlace(info.path)) })),
  )
}

export function openHid(path: string): OpenDevice {
  return async (ears) => {
    const { HIDAsync } = await load()
    return deviceOf(await HIDAsync.open(path), ears)
  }
}

/** The device behind a handle that is open. */
export function deviceOf(handle: HidHandle, { data, gone }: DeviceEars, closeLimit = CLOSE_LIMIT): Device {
  handle.on('error', (error) => gone(reason(error)))
  handle.on('data', data)
  return {
    async write(report) {
      await handle.write(Buffer.from(report))
    },
    close: () => within(closeLimit, ended(handle)),
  }
}

/** hidapi tells each collection of a device by itself; here a path is one device with all its usages. */
function merged(devices: readonly NodeHidDevice[]): Iterable<HidInfo> {
  const byPath = new Map<string, HidInfo>()
  for (const device of devices) {
    const { path, vendorId, productId, product, serialNumber, usagePage, usage } = device
    if (path === undefined) continue
    const known = byPath.get(path)
    const more = usagePage === undefined || usage === undefined ? [] : [{ page: usagePage, usage }]
    byPath.set(path, {
      path,
      vendorId,
      productId,
      usages: [...(known?.usages ?? []), ...more],
      // -1: the system does not tell.
      ...(device.interface >= 0 && { part: device.interface }),
      ...(product !== undefined && { product }),
      ...(serialNumber !== undefined && { serial: serialNumber }),
    })
  }
  return byPath.values()
}

async function load(): Promise<typeof import('node-hid')> {
  try {
    const loaded = await import('node-hid')
    // A CommonJS module: its names are on `default`, whatever the loader could find out about them.
    return loaded.default
  } catch (error) {
    const text = `HID devices need node-hid, which is not installed or cannot be loaded here: npm install node-hid`
    throw new Failure('library_missing', `${text} (${reason(error)})`, error)
  }
}

/** A device that is gone answers its closing with an error: closed it is all the same. */
function ended(handle: HidHandle): Promise<void> {
  return handle.close().catch(() => undefined)
}
