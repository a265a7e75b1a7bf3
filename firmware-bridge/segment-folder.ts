/** The segments that earlier processes left in the journal's folder. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogLines } from '../platform/logger.ts'
import type { Repair } from '../platform/record-file.ts'
import { Segment } from './segment.ts'

const NAME = /^(\d{8})\.journal$/u

export function segmentPath(dir: string, number: number): string {
  return join(dir, `${String(number).padStart(8, '0')}.journal`)
}

/**
 * Oldest first; those without a press are deleted, and those of a newer version are left for it. `next` is a number that
 * no file of the folder has.
 */
export async function findSegments(dir: string, lines: LogLines): Promise<{ segments: Segment[]; next: number }> {
  const numbers = (await readdir(dir)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number)
  const segments: Segment[] = []
  for (const number of numbers.sort((a, b) => a - b)) {
    const path = segmentPath(dir, number)
    const { found, repair } = await Segment.find(path)
    report(path, repair, lines)
    if (found.kind === 'segment') segments.push(found.segment)
    if (found.kind === 'empty') await rm(path)
    if (found.kind === 'strange') lines.error({ path }, 'a newer version wrote this journal: its presses wait for it')
  }
  return { segments, next: Math.max(0, ...numbers) + 1 }
}

function report(path: string, repair: Repair, lines: LogLines): void {
  switch (repair.kind) {
    case 'clean':
      return
    case 'torn':
      return lines.warn({ path, bytes: repair.bytes }, 'an unfinished press was cut off; nobody was told it was safe')
    case 'damaged':
      return lines.error(
        { path, bytes: repair.bytes, presses: repair.records, savedAs: repair.savedAs },
        'the journal is damaged: presses behind the damage are kept in a file, but not published',
      )
  }
}
