/**
 * The one door between pages and program. A message is heard only if it comes from the main frame of a page of ours, of
 * a kind that may say this verb, in the shape the verb has. Everything else is refused, counted and logged.
 */
import * as v from 'valibot'
import { reason } from '../../platform/failure.ts'
import type { LogLines } from '../../platform/logger.ts'
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'
import { pageKind } from '../shell/policy.ts'
import { type Said, VERBS, type Verb, type VerbName } from './verbs.ts'

/** What of Electron's event matters. `frame` is null when the frame has gone meanwhile. */
export type Sender = {
  /** Of the page: Electron's id of its contents. */
  readonly page: number
  readonly frame: { readonly url: string; readonly isMain: boolean } | null
}

export type Listener = (sender: Sender, payload: unknown) => unknown

/** Electron's ipcMain, or a test's. */
export type Ipc = {
  onTold(channel: string, listener: Listener): void
  onAsked(channel: string, listener: Listener): void
}

/** `page` is the one that speaks. What an `asked` verb answers goes back to it. */
export type Handlers = { readonly [Name in VerbName]: (page: number, said: Said<Name>) => unknown }

export type Door = { readonly refused: () => number }

/** A page that floods the door must not flood the disk. */
const LOGGED = 100
const LONGEST_PLACE = 60
/** Pages learn that they were refused, not why: the log tells the technician. */
const REFUSED = 'refused'

export function openDoor(ipc: Ipc, handlers: Handlers, lines: LogLines): Door {
  let refused = 0
  let failed = 0
  const refuse = (name: string, why: string) => {
    refused++
    if (refused <= LOGGED) lines.warn({ verb: name, why }, 'a page said what it may not')
  }
  const fail = (name: string, error: unknown) => {
    failed++
    if (failed <= LOGGED) lines.error({ verb: name, reason: reason(error) }, 'what a page said could not be done')
  }
  for (const name of names()) {
    const verb: Verb = VERBS[name]
    const heard = (sender: Sender, payload: unknown): unknown => {
      const checked = check(verb, sender, payload)
      if (checked.kind === 'refused') {
        refuse(name, checked.why)
        if (verb.way === 'asked') throw new Error(REFUSED)
        return undefined
      }
      const act = () => call(handlers, name, sender.page, checked.payload)
      return verb.way === 'asked' ? act() : withoutThrowing(act, (error) => fail(name, error))
    }
    if (verb.way === 'told') ipc.onTold(name, heard)
    else ipc.onAsked(name, heard)
  }
  return { refused: () => refused }
}

type Checked =
  | { readonly kind: 'heard'; readonly payload: unknown }
  | { readonly kind: 'refused'; readonly why: string }

function check(verb: Verb, { frame }: Sender, payload: unknown): Checked {
  if (frame === null) return { kind: 'refused', why: 'the frame has gone' }
  if (!frame.isMain) return { kind: 'refused', why: 'a frame within a page' }
  if (!frame.url.startsWith(`${KIOSK_ORIGIN}/`)) return { kind: 'refused', why: 'a foreign page' }
  const kind = pageKind(frame.url)
  if (kind === undefined || !verb.pages.includes(kind)) return { kind: 'refused', why: 'not for this page' }
  const parsed = v.safeParse(verb.schema, payload)
  if (parsed.success) return { kind: 'heard', payload: parsed.output }
  return { kind: 'refused', why: `bad shape: ${misfit(parsed.issues[0])}` }
}

/** Where it is wrong and what was wanted, never what was said: that may be a PIN, or a hundred megabytes. */
function misfit(issue: v.BaseIssue<unknown>): string {
  const keys = issue.path?.map(({ key }) => String(key)).join('.') ?? ''
  return `${keys.slice(0, LONGEST_PLACE)} is no ${issue.expected ?? issue.type}`.trimStart()
}

/** Nobody waits for what is told, so an error would end nowhere but in a dialog box in front of the customers. */
function withoutThrowing(act: () => unknown, fail: (error: unknown) => void): void {
  try {
    Promise.resolve(act()).catch(fail)
  } catch (error) {
    fail(error)
  }
}

/** The payload has just been checked by the verb's own schema; parsing it here once more gives it its type. */
function call(handlers: Handlers, name: VerbName, page: number, payload: unknown): unknown {
  const handler: (page: number, said: never) => unknown = handlers[name]
  return Reflect.apply(handler, undefined, [page, payload])
}

function names(): VerbName[] {
  return Object.keys(VERBS).filter((name): name is VerbName => name in VERBS)
}
