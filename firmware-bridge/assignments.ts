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
  const text = await readIfThere(path)
  return text === undefined ? {} : parsePaired(String(text), path)
}

export async function savePaired(dataDir: string, tills: BoxTills): Promise<void> {
  await writeAtomically(pairedPath(dataDir), `${JSON.stringify(tills, undefined, 2)}\n`)
}

function pairedPath(dataDir: string): string {
  return join(dataDir, 'boxes.json')
}

function parsePaired(text: string, path: string): BoxTills {
  const result = v.safeParse(BoxTills, parseJson(text, path))
  if (result.success) return result.output
  const [issue] = result.issues
  const box = v.getDotPath(issue)
  throw broken(path, `${box ? `"${box}": ` : ''}${issue.message}`)
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken(path, `it is no JSON (${reason(error)})`)
  }
}

function broken(path: string, why: string): Failure {
  return new Failure('bad_setting', `${path} is broken: ${why}; mend it, or delete it and pair the boxes again`)
}
