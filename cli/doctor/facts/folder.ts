/** The data folder: who may use it, and how much still fits into it. */
import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reason, systemCode } from '../../../platform/failure.ts'

export type Disk = { readonly free: number; readonly size: number; readonly inodesFree?: number }

export type Folder =
  | {
      readonly kind: 'there'
      readonly mode: number
      readonly uid: number
      readonly problem?: string
      readonly disk: Disk
    }
  /** It is made at the first start, in the nearest folder that is there. */
  | { readonly kind: 'absent'; readonly parent: string; readonly problem?: string; readonly disk: Disk }
  | { readonly kind: 'unusable'; readonly problem: string }

/** `problem`: why this process cannot write there, as an error code of the system. */
export async function readFolder(path: string): Promise<Folder> {
  try {
    const { mode, uid, parent, directory } = await nearest(path)
    if (!directory) return { kind: 'unusable', problem: 'ENOTDIR' }
    const problem = await writeProblem(parent)
    const known = { ...(problem !== undefined && { problem }), disk: await readDisk(parent) }
    return parent === path ? { kind: 'there', mode, uid, ...known } : { kind: 'absent', parent, ...known }
  } catch (error) {
    return { kind: 'unusable', problem: systemCode(error) ?? reason(error) }
  }
}

async function nearest(path: string) {
  for (let at = path; ; at = dirname(at)) {
    try {
      const found = await stat(at)
      return { mode: found.mode & 0o777, uid: found.uid, parent: at, directory: found.isDirectory() }
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || at === dirname(at)) throw error
    }
  }
}

async function writeProblem(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return systemCode(error) ?? reason(error)
  }
}

async function readDisk(path: string): Promise<Disk> {
  const { bavail, bsize, blocks, files, ffree } = await statfs(path)
  // Some file systems (btrfs, network shares) make their inodes as they go, and say 0 of 0.
  return { free: bavail * bsize, size: blocks * bsize, ...(files > 0 && { inodesFree: ffree }) }
}
