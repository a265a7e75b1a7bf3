/** The text of a cashierq.json, as something to be changed. Pure. */
import { reason } from '../../platform/failure.ts'

export type SettingsObject = { readonly [name: string]: unknown }

export type SettingsText =
  /** There is no file yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'object'; readonly object: SettingsObject }
  /** Somebody has edited it by hand, and it is no JSON object any more. */
  | { readonly kind: 'broken'; readonly reason: string }

export function readSettingsText(text: string | undefined): SettingsText {
  if (text === undefined) return { kind: 'none' }
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value)
      ? { kind: 'object', object: value }
      : { kind: 'broken', reason: 'it must hold one JSON object' }
  } catch (error) {
    return { kind: 'broken', reason: `it is not JSON: ${reason(error)}` }
  }
}

function isObject(value: unknown): value is SettingsObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
