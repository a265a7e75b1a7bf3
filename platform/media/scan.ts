/** From the settings to what is shown: a folder in order of its names, then the files listed one by one. */
import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { MediaItem } from '../../protocol/screen-setup.ts'
import type { MediaSettings } from '../kiosk-settings.ts'
import { type Examined, examine, type MediaFile } from './media-file.ts'
import { type MediaProblem, readProblem } from './problem.ts'

export type Found = {
  readonly items: readonly MediaItem[]
  /** By id: what a page may ask for, and nothing else. */
  readonly files: ReadonlyMap<string, MediaFile>
  readonly problems: readonly MediaProblem[]
  /** Some are still being copied here; they will be taken at a later look. */
  readonly growing: boolean
}

export const NOTHING_FOUND: Found = { items: [], files: new Map(), problems: [], growing: false }

/** What systems leave in a folder by themselves is no mistake of the technician's. */
const LEFT_BEHIND = /^(\.|Thumbs\.db$|desktop\.ini$)/iu
const MOST = 500

type Wish = Pick<MediaItem, 'seconds' | 'hours'>
type Candidate = Wish & { readonly name: string; readonly examined: Examined }

export type ScanOptions = {
  /** Relative paths begin here. */
  readonly base: string
  /** Whether a file that was written at this time may still be growing. */
  readonly growing: (modified: number) => boolean
}

/** Whatever is wrong with one file, the others are shown. */
export async function scanMedia(settings: MediaSettings | undefined, options: ScanOptions): Promise<Found> {
  if (!settings) return NOTHING_FOUND
  const { base } = options
  const wish: Wish = { seconds: settings.seconds, hours: settings.hours }
  const listed = await listedFiles(settings, base, wish)
  const own = new Set(listed.flatMap(({ examined }) => (examined.kind === 'file' ? [examined.file.path] : [])))
  const folder = settings.folder === undefined ? [] : await folderFiles(resolve(base, settings.folder), wish)
  // A file of the folder that is listed as well has its place and its seconds in the list.
  const rest = folder.filter(({ examined }) => examined.kind === 'problem' || !own.has(examined.file.path))
  return gather([...rest, ...listed], options)
}

async function listedFiles(settings: MediaSettings, base: string, wish: Wish): Promise<Candidate[]> {
  const rows = (settings.files ?? []).map((row) => (typeof row === 'string' ? { file: row } : row))
  return Promise.all(
    rows.map(async ({ file, ...own }) => ({
      ...wish,
      ...own,
      name: basename(file),
      examined: await examine(resolve(base, file)),
    })),
  )
}

async function folderFiles(folder: string, wish: Wish): Promise<Candidate[]> {
  try {
    const real = await realpath(folder)
    const names = (await readdir(real)).filter((name) => !LEFT_BEHIND.test(name)).sort(naturalOrder)
    const candidates: Candidate[] = []
    for (const name of names) candidates.push({ ...wish, name, examined: await examineInside(real, name) })
    return candidates
  } catch (error) {
    return [{ ...wish, name: basename(folder), examined: { kind: 'problem', problem: readProblem(error) } }]
  }
}

/** Who may write into the folder may not show what lies elsewhere on this machine. */
async function examineInside(folder: string, name: string): Promise<Examined> {
  const examined = await examine(join(folder, name))
  if (examined.kind === 'problem' || dirname(examined.file.path) === folder) return examined
  return { kind: 'problem', problem: 'is a link to a place outside the folder' }
}

function gather(candidates: readonly Candidate[], options: ScanOptions): Found {
  const items: MediaItem[] = []
  const files = new Map<string, MediaFile>()
  const problems: MediaProblem[] = []
  let growing = false
  for (const { name, examined, seconds, hours } of candidates) {
    if (examined.kind === 'problem') problems.push({ name, problem: examined.problem })
    else if (options.growing(examined.file.modified)) growing = true
    else if (items.length >= MOST) problems.push({ name, problem: `is one too many: at most ${MOST} are shown` })
    else {
      const { id, kind } = examined.file
      files.set(id, examined.file)
      items.push({ src: `media/${id}`, name, kind, seconds, hours })
    }
  }
  return { items, files, problems, growing }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** `2.jpg` before `10.jpg`. */
function naturalOrder(one: string, other: string): number {
  return collator.compare(one, other) || (one < other ? -1 : 1)
}
