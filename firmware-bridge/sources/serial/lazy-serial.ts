import type { OpenDevice } from '../device/device.ts'
import type { SerialOptions } from './serial-device.ts'

/** Loads the driver only where a port is opened: it brings a native library with it. */
export function lazySerial(options: SerialOptions): OpenDevice {
  return async (ears) => {
    const { openSerialPort } = await import('./serial-device.ts')
    return openSerialPort(options)(ears)
  }
}
