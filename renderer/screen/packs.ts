/** The voice packs that were in renderer/voices/ when the pages were built: language -> address. */
import type { PackAddresses } from './pack-voice.ts'

const FILES = import.meta.glob<string>('../voices/*.pack', { query: '?url', import: 'default', eager: true })

export const PACKS: PackAddresses = Object.fromEntries(
  Object.entries(FILES).map(([file, address]) => [file.replace(/^.*\/|\.pack$/gu, ''), address]),
)
