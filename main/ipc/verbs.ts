/** Everything a page may say to the program: which page may say it, and what it must look like. Nothing else is heard. */
import * as v from 'valibot'
import { StoreName } from '../../protocol/settings.ts'
import type { PageKind } from '../shell/policy.ts'

/** `told`: one way. `asked`: with an answer. */
export type Verb = {
  readonly way: 'told' | 'asked'
  readonly pages: readonly PageKind[]
  readonly schema: v.GenericSchema
}

const SCREENS = ['screen', 'buttons'] as const
const SCREEN = ['screen'] as const
const SETUP = ['setup'] as const
const NONE = v.undefined()

export const Beat = v.strictObject({
  view: v.picklist(['wait', 'calling', 'offline']),
  offset: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
})
export type Beat = v.InferOutput<typeof Beat>

export const MediaProblem = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(300)),
  problem: v.pipe(v.string(), v.maxLength(300)),
})

/** What went wrong in the page itself; nobody looks into its console. */
export const PageProblem = v.strictObject({ text: v.pipe(v.string(), v.maxLength(500)) })

/** What a screen was given by pairing. Whether it is any good only the relay can tell. */
export const KeepToken = v.strictObject({
  token: v.pipe(v.string(), v.minLength(16), v.maxLength(4_096), v.regex(/^[\w.-]+$/u)),
  store: StoreName,
})
export type KeepToken = v.InferOutput<typeof KeepToken>

export const Unlock = v.strictObject({ pin: v.pipe(v.string(), v.maxLength(12)) })
export const Leave = v.strictObject({ how: v.picklist(['quit', 'setup', 'reload']) })
export type LeaveHow = v.InferOutput<typeof Leave>['how']

/** Checked in full where it is saved; here only that it is an object, of JSON and of a sane size. */
export const Draft = v.pipe(
  v.strictObject({
    draft: v.pipe(v.unknown(), v.check(isNoList, 'must be an object'), v.record(v.string(), v.unknown())),
  }),
  v.check(({ draft }) => jsonLength(draft) <= 200_000, 'must be JSON of a sane size'),
)

/** To `record` a list is an object as well. */
function isNoList(value: unknown): boolean {
  return !Array.isArray(value)
}

/** Electron hands over more than JSON knows: circles and big integers, at which `stringify` throws. */
function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value).length
  } catch (error) {
    if (error instanceof TypeError) return Number.POSITIVE_INFINITY
    throw error
  }
}
export const TryRelay = v.strictObject({ relay: v.pipe(v.string(), v.maxLength(500)) })

export const VERBS = {
  beat: { way: 'told', pages: SCREENS, schema: Beat },
  'media-problem': { way: 'told', pages: SCREENS, schema: MediaProblem },
  'page-problem': { way: 'told', pages: SCREENS, schema: PageProblem },
  'keep-token': { way: 'told', pages: SCREEN, schema: KeepToken },
  unlock: { way: 'asked', pages: SCREENS, schema: Unlock },
  leave: { way: 'asked', pages: SCREENS, schema: Leave },
  'setup-load': { way: 'asked', pages: SETUP, schema: NONE },
  'setup-save': { way: 'asked', pages: SETUP, schema: Draft },
  'setup-try-relay': { way: 'asked', pages: SETUP, schema: TryRelay },
  'setup-identify': { way: 'asked', pages: SETUP, schema: NONE },
  'setup-finish': { way: 'asked', pages: SETUP, schema: NONE },
} as const satisfies { readonly [name: string]: Verb }

export type VerbName = keyof typeof VERBS
export type Said<Name extends VerbName> = v.InferOutput<(typeof VERBS)[Name]['schema']>
