/**
 * The device's edge: something that is open, says chunks (bytes of a line, or one HID report each) and takes chunks.
 *
 * Serial ports, TCP peers and HID devices are opened behind this one shape, so that recording, replaying, queueing and
 * losing a device are written once.
 */

export type DeviceEars = {
  readonly data: (chunk: Buffer) => void
  /** The device is of no more use: it was unplugged, or failed. May be called more than once. */
  readonly gone: (reason: string) => void
}

export interface Device {
  /** Resolves when the operating system has taken it all. Rejects if the device is gone. */
  write(chunk: Uint8Array): Promise<void>
  /** Ends reading, also of a device that has vanished. Never rejects. */
  close(): Promise<void>
}

/** Resolves when the device is open; rejects with the driver's error if it cannot be. */
export type OpenDevice = (ears: DeviceEars) => Promise<Device>
