/** The code on a screen as people type it: Crockford's base 32, in two groups of four. Pure. */

export const CODE_LENGTH = 8
const GROUP = 4
/** What they take for what: there is no O, I or L in a code, and no U. */
const READ_AS: { readonly [sign: string]: string } = { O: '0', I: '1', L: '1' }

/** The signs alone, as many as a code has: spaces, dashes and small letters do not matter, also in what is pasted. */
export function codeSigns(text: string): string {
  const signs = [...text.toUpperCase().replace(/[^0-9A-Z]/gu, '')].map((sign) => READ_AS[sign] ?? sign)
  return signs
    .filter((sign) => sign !== 'U')
    .join('')
    .slice(0, CODE_LENGTH)
}

/** As it stands on the screen: `7KQ2-M4XR`. */
export function grouped(signs: string): string {
  return signs.length > GROUP ? `${signs.slice(0, GROUP)}-${signs.slice(GROUP)}` : signs
}

export type Fragment = { readonly code: string; readonly token: string | undefined }

/**
 * What the part behind `#` has: the code alone, as in a screen's QR, a token alone, or both by name. A token is a JWT, so
 * it has dots; no code has.
 */
export function readFragment(hash: string): Fragment {
  const text = hash.replace(/^#/u, '')
  if (text.includes('=')) {
    const named = new URLSearchParams(text)
    return { code: codeSigns(named.get('code') ?? ''), token: named.get('token') ?? undefined }
  }
  return text.includes('.') ? { code: '', token: text } : { code: codeSigns(text), token: undefined }
}

/** A token as it was pasted: alone, or the whole address it came in. */
export function tokenIn(pasted: string): string {
  const text = pasted.trim()
  const behind = text.includes('#') ? readFragment(text.slice(text.indexOf('#'))).token : text
  return (behind ?? '').replace(/^Bearer\s+/iu, '')
}
