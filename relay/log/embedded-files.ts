/**
 * The small files of the embedded log, each one checked record that is replaced as a whole:
 * `meta.json` names the epoch whose folder is the log's, and its first offset; `<epoch>/snapshot.json` is the snapshot.
 */
import { join } from 'node:path'
import * as v from 'valibot'
import { readIfThere, writeAtomically } from '../../platform/atomic-file.ts'
import { decodeRecord, encodeRecord } from '../../platform/record-line.ts'
import type { State } from '../../protocol/state.ts'
import type { DedupTables } from './dedup.ts'
import { parseJson } from './event-codec.ts'
import { StoredState } from './snapshot-codec.ts'

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const Meta = v.object({
  v: v.literal(1),
  /** Also a folder's name, so no path must hide in it. */
  epoch: v.pipe(v.string(), v.regex(/^[0-9a-f-]{8,64}$/u)),
  first: v.pipe(Count, v.minValue(1)),
})
export type Meta = { readonly epoch: string; readonly first: number }

const SavedSnapshot = v.object({
  v: v.literal(1),
  offset: Count,
  state: StoredState,
  /** What trimmed segments said about repetitions; complete for all segments that begin below `covers`. */
  covers: Count,
  producers: v.array(v.tuple([v.string(), Count, Count])),
  ids: v.array(v.tuple([v.string(), Count, v.number()])),
})
export type SavedSnapshot = DedupTables & { readonly offset: number; readonly state: State; readonly covers: number }

/** A file that is there and cannot be read is another thing than none. */
export type Checked<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'good'; readonly value: T }

export function readMeta(dir: string): Promise<Checked<Meta>> {
  return readChecked(join(dir, 'meta.json'), Meta)
}

export function writeMeta(dir: string, meta: Meta): Promise<void> {
  return writeAtomically(join(dir, 'meta.json'), encodeRecord(JSON.stringify({ v: 1, ...meta })))
}

export function readSnapshot(folder: string): Promise<Checked<SavedSnapshot>> {
  return readChecked(join(folder, 'snapshot.json'), SavedSnapshot)
}

export function writeSnapshot(folder: string, snapshot: SavedSnapshot): Promise<void> {
  return writeAtomically(join(folder, 'snapshot.json'), encodeRecord(JSON.stringify({ v: 1, ...snapshot })))
}

async function readChecked<S extends v.GenericSchema>(path: string, schema: S): Promise<Checked<v.InferOutput<S>>> {
  const bytes = await readIfThere(path)
  if (bytes === undefined) return { kind: 'none' }
  const json = decodeRecord(bytes.subarray(0, -1))
  const value = v.safeParse(schema, json === undefined ? undefined : parseJson(json))
  return value.success ? { kind: 'good', value: value.output } : { kind: 'bad' }
}
