/** The shop's own mark: one file, checked like the pictures. */
import { basename, resolve } from 'node:path'
import { examine, type MediaFile } from './media-file.ts'

export type LogoFound =
  | { readonly kind: 'none' }
  | { readonly kind: 'logo'; readonly file: MediaFile }
  | { readonly kind: 'problem'; readonly name: string; readonly problem: string }

export const NO_LOGO: LogoFound = { kind: 'none' }

const TYPES = ['image/svg+xml', 'image/png', 'image/jpeg', 'image/webp']
const MB = 1024 * 1024
const MOST = 5 * MB

/** A relative `path` begins at `base`. */
export async function findLogo(path: string | undefined, base: string): Promise<LogoFound> {
  if (path === undefined) return NO_LOGO
  const examined = await examine(resolve(base, path))
  const name = basename(path)
  if (examined.kind === 'problem') return { kind: 'problem', name, problem: examined.problem }
  const { file } = examined
  if (!TYPES.includes(file.mime)) return { kind: 'problem', name, problem: 'is no SVG, PNG, JPEG or WebP' }
  if (file.size > MOST) return { kind: 'problem', name, problem: `is too large for a mark: at most ${MOST / MB} MB` }
  return { kind: 'logo', file }
}
