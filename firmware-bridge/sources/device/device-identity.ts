/** Which device lies behind a path: another one under the same name is another identity. */
import { lstat, stat } from 'node:fs/promises'
import { reason, systemCode } from '../../../platform/failure.ts'

export type DeviceIdentity =
  | { readonly kind: 'there'; readonly mark: string }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'denied'; readonly reason: string }

/**
 * Symbolic links (/dev/serial/by-id/…) are followed, and count too: udev makes them anew for a new device.
 * The time of change tells a device that came back under the same number; reading and writing do not touch it.
 */
export async function identifyDevice(path: string): Promise<DeviceIdentity> {
  // COM ports are no files: there only the driver tells that one has gone.
  if (process.platform === 'win32') return { kind: 'there', mark: path }
  try {
    const link = await lstat(path)
    const node = await stat(path)
    return { kind: 'there', mark: [link.dev, link.ino, node.dev, node.ino, node.rdev, node.ctimeMs].join(':') }
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EACCES' || code === 'ELOOP') return { kind: 'denied', reason: reason(error) }
    return { kind: 'absent', reason: code === 'ENOENT' ? 'it is not plugged in' : reason(error) }
  }
}
