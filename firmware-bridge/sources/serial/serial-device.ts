/** A serial port as a device. The only file that imports serialport. */
import { SerialPort } from 'serialport'
import type { Device, DeviceEars, OpenDevice } from '../device/device.ts'

export type SerialOptions = {
  readonly path: string
  readonly baudRate: number
}

export function openSerialPort({ path, baudRate }: SerialOptions): OpenDevice {
  return async (ears) => {
    // Lowering DTR on closing (hupcl) resets many boards, and so would each start of the bridge.
    const port = new SerialPort({ path, baudRate, hupcl: false, lock: true, autoOpen: false })
    listen(port, ears)
    await opened(port)
    return deviceOf(port)
  }
}

function listen(port: SerialPort, { data, gone }: DeviceEars): void {
  port.on('data', data)
  port.on('error', (error) => gone(error.message))
  port.on('close', (error: Error | null) => gone(error?.message ?? 'the port was closed'))
}

function deviceOf(port: SerialPort): Device {
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => {
        // serialport keeps what is written to a closed port for the next opening, and says nothing.
        if (!port.isOpen) return reject(new Error('the port is closed'))
        port.write(Buffer.from(chunk), (error) => (error ? reject(error) : resolve()))
      }),
    close: () => closed(port),
  }
}

function opened(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())))
}

/**
 * What a box does not take any more is thrown away first: the kernel would wait up to 30 s for it (closing_wait). A port
 * that is gone answers with an error: closed it is all the same.
 */
function closed(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (!port.isOpen) return resolve()
    port.flush(() => (port.isOpen ? port.close(() => resolve()) : resolve()))
  })
}
