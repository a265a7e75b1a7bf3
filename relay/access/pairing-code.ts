/**
 * The codes a screen shows and a person types: Crockford's base32, which leaves out I, L, O and U and reads what looks
 * like another character as that one. Eight of them are 40 bits.
 */
import { createHash, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8
const NORMAL = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`, 'u')

export function newCode(): string {
  // 256 is a whole number of times 32, so each character is as likely as another.
  return [...randomBytes(LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('')
}

/** `7KQ2M4XR` as it is shown: `7KQ2-M4XR`. */
export function shownCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}

/** A code as somebody typed it; `undefined`: it can be none. */
export function normalCode(typed: string): string | undefined {
  if (typed.length > 4 * LENGTH) return undefined
  const code = typed.toUpperCase().replace(/[\s-]/gu, '').replace(/O/gu, '0').replace(/[IL]/gu, '1')
  return NORMAL.test(code) ? code : undefined
}

/** What a screen asks by: its code, so that it is found, and 256 bits that nobody can guess. */
export function newSecret(code: string): string {
  return `${code}.${randomBytes(32).toString('base64url')}`
}

/** The code within a secret, and the digest of the whole, which is all that is kept of it. */
export function readSecret(secret: string): { readonly code: string; readonly proof: string } | undefined {
  const code = /^([0-9A-Z]{8})\.[\w-]{43}$/u.exec(secret)?.[1]
  return code === undefined ? undefined : { code, proof: createHash('sha256').update(secret).digest('hex') }
}
