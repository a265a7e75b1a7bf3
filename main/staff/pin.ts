/**
 * The staff's PIN: as a person writes it into the settings' file (digits), or as the set-up page stores it
 * (`scrypt:SALT:KEY`). Four digits are soon guessed by whoever has the file; the hash keeps them from being read off it.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const KEY_BYTES = 32
const SALT_BYTES = 16
const HASHED = /^scrypt:([\w-]+):([\w-]+)$/u

const derive = promisify<string, Buffer, number, Buffer>(scrypt)

export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(pin, salt, KEY_BYTES)
  return `scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`
}

/** Whether `pin` is the one that is `stored`. Takes the same time whichever digit is wrong. */
export async function verifyPin(stored: string, pin: string): Promise<boolean> {
  const [, salt, key] = HASHED.exec(stored) ?? []
  if (salt === undefined || key === undefined) return timingSafeEqual(digest(stored), digest(pin))
  const wanted = Buffer.from(key, 'base64url')
  return timingSafeEqual(wanted, await derive(pin, Buffer.from(salt, 'base64url'), wanted.length))
}

/** Of equal length, whatever was typed. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
