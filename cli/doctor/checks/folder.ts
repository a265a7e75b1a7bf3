/** The data folder: may it be written, by nobody else, and does enough fit into it. A full disk refuses presses. */

import type { Disk, Folder } from '../facts/folder.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand, quoted, run } from '../mend.ts'
import { bytes, percent } from '../words.ts'

/** A day of a busy store is under 10 MB; below the first the next weeks are in doubt, below the second today is, bytes. */
const LITTLE = 1_000_000_000
const HARDLY = 100_000_000

export function judgeFolder(facts: Facts): Judgement[] {
  const { folder } = facts
  if (folder.kind === 'unusable') return [unusable(facts, folder.problem)]
  return [judgeRights(facts, folder), judgeDisk(facts.wanted.dataDir, folder.disk)]
}

function unusable({ wanted }: Facts, problem: string): Judgement {
  const message = `cannot be used as the data folder (${problem})`
  const mend = byHand('Set CASHIERQ_DATA_DIR to a folder that can be made')
  return { severity: 'error', subject: wanted.dataDir, message, mend, facts: { problem } }
}

function judgeRights(facts: Facts, folder: Exclude<Folder, { kind: 'unusable' }>): Judgement {
  const { wanted, bridge } = facts
  const subject = wanted.dataDir
  const about = { subject, facts: { kind: folder.kind, problem: folder.problem ?? null } }
  const path = quoted(folder.kind === 'there' ? subject : folder.parent)
  if (folder.problem === 'EROFS') {
    const message = 'its file system is mounted read-only: presses are refused'
    return { severity: 'error', ...about, message, mend: run(`sudo mount -o remount,rw "$(stat -c %m ${path})"`) }
  }
  // The bridge may run as another user than whoever asks; that it is there is proof that it can write.
  if (folder.problem !== undefined && bridge.kind === 'absent') {
    const message = `this user may not write there (${folder.problem}): a bridge of this user refuses presses`
    return { severity: 'error', ...about, message, mend: run(`sudo chown "$(id -un)" ${path}`) }
  }
  if (folder.kind === 'absent') return { severity: 'ok', ...about, message: 'is made at the first start' }
  if (folder.mode & 0o022) {
    const message = `other users may write there (mode ${folder.mode.toString(8)}): they could make up presses`
    return { severity: 'warning', ...about, message, mend: run(`chmod 700 ${path}`) }
  }
  return { severity: 'ok', ...about, message: 'the data folder is there, and safe from other users' }
}

function judgeDisk(path: string, { free, size, inodesFree }: Disk): Judgement {
  const about = { subject: 'disk', facts: { free, size, inodesFree: inodesFree ?? null, path } }
  const mend = run(
    'sudo du -xh / | sort -h | tail -30',
    'shows what fills it; sudo journalctl --vacuum-size=200M helps often',
  )
  if (inodesFree === 0) {
    return { severity: 'error', ...about, message: 'no more files fit on the disk (inodes): presses are refused', mend }
  }
  const message = `${bytes(free)} free (${percent(size === 0 ? 0 : free / size)})`
  if (free >= LITTLE) return { severity: 'ok', ...about, message }
  const [severity, what] =
    free < HARDLY ? (['error', 'when it is full, presses are refused'] as const) : (['warning', 'it fills up'] as const)
  return { severity, ...about, message: `only ${message} for the data folder: ${what}`, mend }
}
