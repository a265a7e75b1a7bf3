/**
 * One serial port, followed by a name that lasts.
 *
 * A person who names `/dev/ttyUSB0` means the box that is there now. Tomorrow that number may be another box's, so the
 * name that lasts is looked up when the port is first seen, and that one is followed. A link that somebody named is
 * followed as it is, and so is a port that has no links (a COM port, a pseudo terminal).
 */
import { lstat, realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import type { LogLines } from '../../../platform/logger.ts'
import { type DeviceIdentity, identifyDevice } from '../device/device-identity.ts'
import { ifThere } from './if-there.ts'
import { lastingName, serialPorts } from './serial-ports.ts'

export class FollowedPort {
  readonly #lines: LogLines
  readonly #root: string
  #path: string
  #isFollowed = false

  /** `root` is `/`, but for tests. */
  constructor(address: string, lines: LogLines, root = '/') {
    this.#path = address
    this.#lines = lines
    this.#root = root
  }

  get path(): string {
    return this.#path
  }

  async identify(): Promise<DeviceIdentity> {
    if (!this.#isFollowed) await this.#lookUp()
    return identifyDevice(this.#path)
  }

  /** Where it is plugged in, as udev tells it; what has no place is where it is. */
  async place(): Promise<string> {
    return (await placeOf(this.#path, this.#root)) ?? this.#path
  }

  async #lookUp(): Promise<void> {
    if (await isLink(this.#path)) {
      this.#isFollowed = true
      return
    }
    const ports = await serialPorts(this.#root)
    const port = ports.find(({ node }) => node === this.#path)
    const name = port && lastingName(port, ports)
    if (name === undefined) return
    this.#lines.info(
      { device: this.#path, followed: name },
      'the number of a serial port changes: its name is followed',
    )
    this.#path = name
    this.#isFollowed = true
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await ifThere(lstat(path)))?.isSymbolicLink() ?? false
}

async function placeOf(path: string, root: string): Promise<string | undefined> {
  // COM ports are no files.
  if (process.platform === 'win32') return undefined
  const device = await ifThere(realpath(path))
  if (device === undefined) return undefined
  for (const { node, byPath } of await serialPorts(root)) {
    if (byPath !== undefined && (await ifThere(realpath(node))) === device) return shortened(basename(byPath))
  }
  return undefined
}

/** Without the first interface and the first port of a converter: nearly every device has no other. */
function shortened(byPath: string): string {
  return byPath.replace(/-port0$/u, '').replace(/:1\.0$/u, '')
}
