/**
 * Who a client is: a JWT (RFC 7519, HS256) signed with the relay's secret, which names a role and a store.
 * Without a secret there are no tokens, and the relay listens on loopback alone.
 *
 * Two keys make a change of the secret possible without a dark screen: the secret signs, the one before it is still
 * believed. A token says in its header which of them signed it; those of older programs say nothing and are tried with both.
 */
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'
import * as v from 'valibot'
import type { Clock } from '../../protocol/clock.ts'
import { ROLES, type Role } from '../../protocol/message.ts'
import { StoreName } from '../../protocol/settings.ts'
import { VerifiedTokens } from './verified-tokens.ts'

/** A topic's name, or how names begin: `screens`, `till.*`, `*`. */
export const TopicPattern = v.pipe(
  v.string(),
  v.regex(/^([a-zA-Z0-9][a-zA-Z0-9_.:-]{0,63})?\*?$/u, 'must be a topic, or the beginning of some and "*"'),
  v.minLength(1),
)
/** What a screen or a program is called, for people: nothing in it may turn the text around it about. */
export const ClientName = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(64),
  v.regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'must have no control characters'),
)

const Claims = v.object({
  role: v.picklist(ROLES),
  store: StoreName,
  exp: v.number(),
  jti: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  sub: v.exactOptional(ClientName),
  topics: v.exactOptional(v.pipe(v.array(TopicPattern), v.maxLength(32))),
})

export type Grant = {
  readonly role: Role
  readonly store: string
  /** The token's id: what it is revoked by, and what stands in the log in its place. */
  readonly id?: string
  /** Seconds since 1970. */
  readonly expiresAt?: number
  /** The topics it may subscribe to and signal on; without it, all of its store. */
  readonly topics?: readonly string[]
  /** What its bearer is called. */
  readonly name?: string
}
export type Checked =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly message: string }
export type Signed = { readonly token: string; readonly id: string; readonly expiresAt: number }

/** Says what a token grants. `open` is the relay without a secret: everybody on this machine may do everything. */
export type TokenCheck =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'secret'
      check(token: string | undefined): Promise<Checked>
      /** What a token grants that was found good a while ago, and still is; costs next to nothing. */
      known(token: string | undefined): Grant | undefined
      sign(grant: Grant, seconds: number): Promise<Signed>
    }

type Key = { readonly id: string; readonly key: KeyObject }

const ALGORITHM = 'HS256'
const AUDIENCE = 'cashierq'
/** As in `hello`. Anything longer is not ours, and is not hashed either. */
const MOST_TOKEN = 4_096

/** HS256 wants a key of at least 32 bytes (RFC 7518, 3.2); a digest makes one of any secret. */
function keyOf(secret: string): Key {
  const bytes = createHash('sha256').update(secret).digest()
  const id = createHash('sha256').update('cashierq key id\0').update(bytes).digest('hex').slice(0, 8)
  return { id, key: createSecretKey(bytes) }
}

export type Secrets = { readonly secret: string; readonly previousSecret?: string | undefined }

export function tokenCheck(secrets: Secrets | undefined, clock: Clock): TokenCheck {
  if (secrets === undefined) return { kind: 'open' }
  const { secret, previousSecret } = secrets
  const keys = [keyOf(secret), ...(previousSecret === undefined ? [] : [keyOf(previousSecret)])]
  const verified = new VerifiedTokens(clock)
  return {
    kind: 'secret',
    known: (token) => (token === undefined || token.length > MOST_TOKEN ? undefined : verified.find(token)),
    sign: (grant, seconds) => signToken(secret, grant, seconds, clock.now()),
    async check(token) {
      if (!token) return refused('a token is needed')
      if (token.length > MOST_TOKEN) return refused('the token is not valid')
      const known = verified.find(token)
      if (known) return { kind: 'granted', grant: known }
      const checked = await verify(keys, token, clock)
      if (checked.kind === 'granted') verified.keep(token, checked.grant)
      return checked
    },
  }
}

async function verify(keys: readonly Key[], token: string, clock: Clock): Promise<Checked> {
  let answer = refused('the token is not valid')
  for (const { key } of keysFor(keys, token)) {
    const checked = await verifyWith(key, token, clock)
    if (checked.kind === 'granted') return checked
    if (checked.message !== answer.message) answer = checked
  }
  return answer
}

/** The key that the token names, or all where it names none. */
function keysFor(keys: readonly Key[], token: string): readonly Key[] {
  try {
    const { kid } = decodeProtectedHeader(token)
    return kid === undefined ? keys : keys.filter(({ id }) => id === kid)
  } catch (error) {
    if (error instanceof TypeError) return []
    throw error
  }
}

async function verifyWith(key: KeyObject, token: string, clock: Clock): Promise<Checked> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      currentDate: new Date(clock.now()),
    })
    const claims = v.safeParse(Claims, payload)
    return claims.success
      ? { kind: 'granted', grant: grantOf(claims.output) }
      : refused('the token does not say role, store and end as it must')
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refused('the token has expired')
    if (error instanceof errors.JOSEError) return refused('the token is not valid')
    throw error
  }
}

function grantOf({ role, store, exp, jti, sub, topics }: v.InferOutput<typeof Claims>): Grant {
  return {
    role,
    store,
    expiresAt: exp,
    ...(jti === undefined ? {} : { id: jti }),
    ...(sub === undefined ? {} : { name: sub }),
    ...(topics === undefined ? {} : { topics }),
  }
}

function refused(message: string): Extract<Checked, { kind: 'refused' }> {
  return { kind: 'refused', message }
}

/** A new token's id: hex, so that it is easy to read out and to type. */
export function newTokenId(): string {
  return randomBytes(12).toString('hex')
}

/** Signs a token that holds for `seconds` from `now` (ms); it gets an id if the grant has none. */
export async function signToken(secret: string, grant: Grant, seconds: number, now: number): Promise<Signed> {
  const { id: kid, key } = keyOf(secret)
  const { role, store, topics, name, id = newTokenId() } = grant
  const issuedAt = Math.floor(now / 1_000)
  const expiresAt = issuedAt + seconds
  const claims = new SignJWT({ role, store, ...(topics === undefined ? {} : { topics }) })
    .setProtectedHeader({ alg: ALGORITHM, kid })
    .setAudience(AUDIENCE)
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
  if (name !== undefined) claims.setSubject(name)
  return { token: await claims.sign(key), id, expiresAt }
}

/** The token alone, from now on by this machine's clock. */
export async function issueToken(secret: string, grant: Grant, seconds: number): Promise<string> {
  return (await signToken(secret, grant, seconds, Date.now())).token
}
