/** The vault's records as JSON, checked when they are read back: another program may have written there. */
import * as v from 'valibot'
import { StoreName } from '../../protocol/settings.ts'

const Instant = v.pipe(v.number(), v.finite())

export const OfferRecord = v.object({
  code: v.string(),
  proof: v.string(),
  name: v.nullable(v.string()),
  address: v.string(),
  createdAt: Instant,
  expiresAt: Instant,
})

export const IssuedRecord = v.object({
  id: v.string(),
  store: StoreName,
  name: v.string(),
  role: v.literal('screen'),
  issuedAt: Instant,
  expiresAt: Instant,
})

export const DecisionRecord = v.variant('kind', [
  v.object({ kind: v.literal('approved'), issued: IssuedRecord }),
  v.object({ kind: v.literal('refused') }),
])

export const RevocationRecord = v.object({ id: v.string(), expiresAt: Instant })

/** `undefined`: it is no such record. */
export function parseRecord<T>(schema: v.GenericSchema<unknown, T>, text: unknown): T | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const parsed = v.safeParse(schema, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
