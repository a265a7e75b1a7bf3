import type { Catalogue } from '../../protocol/language/index.ts'

export type Reading = {
  /** As `espeak-ng --voices` names it. */
  readonly voice: string
  /** The catalogue's sentence that `says` stands for. */
  readonly of?: string
  readonly says?: string
}

export const READINGS: { readonly [tag: string]: Reading }
export function textsOf(catalogue: Catalogue): { readonly voice: string; readonly texts: Map<string, string> }
