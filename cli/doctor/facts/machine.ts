/** The machine around the ports: is it a container, who sits at it, and what sets its clock. */
import type { Tree } from './tree.ts'

export type Machine = {
  /** Devices, groups and the clock are then the host's affair. */
  readonly container: boolean
  /** The user at the screen and keyboard of this machine, whom udev's `uaccess` lets in; absent on a server. */
  readonly seatedUid?: number
  /** systemd-timesyncd leaves a file once it has set the clock. */
  readonly timeSet: boolean
}

const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv', '/run/systemd/container']

export async function readMachine(tree: Tree): Promise<Machine> {
  const marks = await Promise.all(CONTAINER_MARKS.map((mark) => tree.has(mark)))
  const seat = (await tree.text('/run/systemd/seats/seat0')) ?? ''
  const seated = /^ACTIVE_UID=(\d+)$/mu.exec(seat)?.[1]
  return {
    container: marks.includes(true),
    timeSet: await tree.has('/run/systemd/timesync/synchronized'),
    ...(seated !== undefined && { seatedUid: Number(seated) }),
  }
}
