/**
 * Who a client is: a JWT (RFC 7519, HS256) signed with the store's secret, which names a role and a store.
 * Without a secret there are no tokens, and the relay listens on loopback alone.
 */
import { createHash } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import * as v from 'valibot'
import { ROLES, type Role } from '../../protocol/message.ts'
import { StoreName } from '../../protocol/settings.ts'

const Claims = v.object({ role: v.picklist(ROLES), store: StoreName })

export type Grant = { readonly role: Role; readonly store: string }
export type Checked =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly message: string }

/** Says what a token grants. `open` is the relay without a secret: everybody on this machine may do everything. */
export type TokenCheck =
  | { readonly kind: 'open' }
  | { readonly kind: 'secret'; check(token: string | undefined): Promise<Checked> }

const ALGORITHM = 'HS256'
const AUDIENCE = 'cashierq'

/** HS256 wants a key of at least 32 bytes (RFC 7518, 3.2); a digest makes one of any secret. */
function keyOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest()
}

export function tokenCheck(secret: string | undefined): TokenCheck {
  if (secret === undefined) return { kind: 'open' }
  const key = keyOf(secret)
  return { kind: 'secret', check: (token) => verify(key, token) }
}

async function verify(key: Uint8Array, token: string | undefined): Promise<Checked> {
  if (!token) return { kind: 'refused', message: 'a token is needed' }
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: [ALGORITHM], audience: AUDIENCE })
    const claims = v.safeParse(Claims, payload)
    return claims.success
      ? { kind: 'granted', grant: claims.output }
      : { kind: 'refused', message: 'the token names no role and store' }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { kind: 'refused', message: 'the token has expired' }
    if (error instanceof errors.JOSEError) return { kind: 'refused', message: 'the token is not valid' }
    throw error
  }
}

/** Signs a token that holds for `seconds`. */
export function issueToken(secret: string, grant: Grant, seconds: number): Promise<string> {
  return new SignJWT({ role: grant.role, store: grant.store })
    .setProtectedHeader({ alg: ALGORITHM })
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(keyOf(secret))
}
