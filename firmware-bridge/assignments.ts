/**
 * Which box is which till. A box has several names, the surest first; the first that is known decides. What the
 * settings say counts for more than what pairing has written.
 */
import { join } from 'node:path'
import * as v from 'valibot'
import { readIfThere, writeAtomically } from '../platform/atomic-file.ts'
import { Failure, reason } from '../platform/failure.ts'
import { BoxTills } from '../protocol/settings.ts'

export interface Assignments {
  /** The till of a box with these names; undefined while it has none. */
  tillOf(box: readonly string[]): number | undefined
}

export function assignmentsOf(settings: BoxTills, paired: BoxTills): Assignments {
  return {
    tillOf(box) {
      for (const tills of [settings, paired]) {
        const known = box.find((name) => Object.hasOwn(tills, name))
        if (known !== undefined) return tills[known]
      }
      return undefined
    },
  }
}

/** What pairing has written; nothing if there was none yet. Rejects with `bad_setting` if the file is broken. */
export async function loadPaired(dataDir: string): Promise<BoxTills> {
  const path = pairedPath(dataDir)
  try {
    const text = await readIfThere(path)
    return text === undefined ? {} : v.parse(BoxTills, JSON.parse(String(text)))
  } catch (error) {
    throw new Failure('bad_setting', `${path} cannot be read: ${reason(error)}; mend it, or delete it and pair again`)
  }
}

export async function savePaired(dataDir: string, tills: BoxTills): Promise<void> {
  await writeAtomically(pairedPath(dataDir), `${JSON.stringify(tills, undefined, 2)}\n`)
}

function pairedPath(dataDir: string): string {
  return join(dataDir, 'boxes.json')
}
