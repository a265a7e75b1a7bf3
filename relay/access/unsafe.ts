/** Ways to start that would leave a door open: refused, or where only the operator can know, said. Pure. */
import { Failure } from '../../platform/failure.ts'
import { isLoopback } from './origin.ts'

export type DoorSettings = {
  readonly host: string
  readonly secret?: string | undefined
  readonly previousSecret?: string | undefined
  readonly origins: readonly string[]
  readonly publicUrl?: string | undefined
}

const MAKE_ONE = 'make one with "openssl rand -base64 32"'
const SHORTEST = 16

/** @throws Failure `unsafe`, which says how to do better and nothing of the secret. */
export function refuseUnsafe({ host, secret, previousSecret, origins }: DoorSettings): void {
  const open = !isLoopback(host)
  if (open && secret === undefined) {
    throw unsafe(`${host} is open to the network: set CASHIERQ_SECRET, or CASHIERQ_HOST to 127.0.0.1`)
  }
  if (previousSecret !== undefined && secret === undefined) {
    throw unsafe('CASHIERQ_PREVIOUS_SECRET: there is none before the first; set CASHIERQ_SECRET')
  }
  if (previousSecret !== undefined && previousSecret === secret) {
    throw unsafe(
      `CASHIERQ_PREVIOUS_SECRET is the same as CASHIERQ_SECRET: a changed secret must be a new one; ${MAKE_ONE}`,
    )
  }
  if (open) refuseWeak('CASHIERQ_SECRET', secret)
  if (open) refuseWeak('CASHIERQ_PREVIOUS_SECRET', previousSecret)
  const any = origins.find((origin) => origin.includes('*') || origin.toLowerCase() === 'null')
  if (any !== undefined) {
    throw unsafe(
      `CASHIERQ_ORIGINS: "${any}" would let in every page of the web; name each origin, such as https://desk.example`,
    )
  }
}

/** What an operator should know; the relay runs nevertheless. */
export function doorWarnings({ publicUrl }: DoorSettings): string[] {
  if (publicUrl === undefined) return []
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol !== 'http:' || isLoopback(hostname.replace(/^\[(.*)\]$/u, '$1'))) return []
  return [
    'CASHIERQ_PUBLIC_URL is http: tokens and presses can be read and changed on their way; put a TLS proxy in front and use https',
  ]
}

function refuseWeak(name: string, secret: string | undefined): void {
  const why = secret === undefined ? undefined : weakness(secret)
  if (why !== undefined) throw unsafe(`${name} ${why}, and the relay is open to the network: ${MAKE_ONE}`)
}

/** Why a secret would soon be found; `undefined`: nothing obvious. */
export function weakness(secret: string): string | undefined {
  if (secret.length < SHORTEST) return `has fewer than ${SHORTEST} characters`
  if (new Set(secret).size < 6) return 'has fewer than 6 different characters'
  if (/^(.{1,64}?)\1+$/su.test(secret)) return 'is one piece said again and again'
  if (isRow(secret)) return 'is a row of characters one after the other'
  return unusualLetters(secret) < 6 ? 'is made of words that everybody tries first' : undefined
}

/** `abcdefghijklmnop`, `1234567890123456`: most characters follow the one before. */
function isRow(secret: string): boolean {
  const codes = [...secret].map((character) => character.codePointAt(0) ?? 0)
  const steps = codes.slice(1).filter((code, i) => Math.abs(code - (codes[i] ?? 0)) === 1)
  return steps.length >= (secret.length - 1) * 0.75
}

const TRIED_FIRST =
  /passw(or)?d|change|default|secret|cashier|admin|example|qwerty|uiop|asdf(ghjkl)?|zxcv(bnm)?|letmein|replace|welcome|please|token|your|this|here|test|key|me|my|it|q/gu

/** How much is left without words and rows of digits that stand in every list. */
function unusualLetters(secret: string): number {
  return secret
    .toLowerCase()
    .replace(/[\s_.!,;:-]+/gu, '')
    .replace(TRIED_FIRST, '')
    .replace(/0?123456789?0?|(19|20)\d\d|1234?5?/gu, '').length
}

function unsafe(message: string): Failure {
  return new Failure('unsafe', message)
}
