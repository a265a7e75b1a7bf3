/** `--source KIND:ADDRESS[=CASHIER]`: which buttons the bridge reads. */
import { Failure } from '../../platform/failure.ts'
import { hidKind } from './hid/hid.ts'
import { streamdeckKind } from './panel/streamdeck.ts'
import { xkeysKind } from './panel/xkeys.ts'
import { plainKind } from './plain/plain.ts'
import { serialKind } from './serial/serial.ts'
import { simulatedKind } from './simulated.ts'
import type { ButtonSource, SourceKind, SourceTools } from './source.ts'
import { tcpKind } from './tcp/tcp.ts'

/** Every kind that there is. */
const KINDS = {
  simulated: simulatedKind,
  serial: serialKind,
  tcp: tcpKind,
  plain: plainKind,
  hid: hidKind,
  streamdeck: streamdeckKind,
  xkeys: xkeysKind,
} satisfies { readonly [kind: string]: SourceKind }

export type SourceKindName = keyof typeof KINDS

/** How each kind is written, for help texts. */
export const SOURCE_FORMS: readonly string[] = Object.values(KINDS).map(({ form }) => form)

export type SourceSpec = {
  readonly kind: SourceKindName
  readonly address: string
  /** Every press of this source is this till's. */
  readonly cashier?: number
}

/** It goes into each event of the log, behind the kind. */
const LONGEST_ADDRESS = 180

/** Reads one `--source`. Throws `bad_setting`, which says what is known. */
export function parseSource(text: string): SourceSpec {
  const [kind, rest] = split(text)
  if (!isKind(kind)) throw refuse(text, `the kind "${kind}" is not known; known are ${SOURCE_FORMS.join(', ')}`)
  const match = /^(?<address>.*?)(?:=(?<cashier>[^=/\\]*))?$/su.exec(rest)
  const address = match?.groups?.address ?? ''
  const cashier = match?.groups?.cashier
  if (cashier !== undefined && !isTill(cashier)) throw refuse(text, `the till "${cashier}" must be 1 to 99`)
  if (address.length > LONGEST_ADDRESS) throw refuse(text, `the address has more than ${LONGEST_ADDRESS} characters`)
  const spec: SourceSpec = { kind, address, ...(cashier !== undefined && { cashier: Number(cashier) }) }
  const problem = KINDS[kind].check(spec)
  if (problem !== undefined) throw refuse(text, problem)
  return spec
}

export function openSource(spec: SourceSpec, tools: SourceTools): ButtonSource {
  return KINDS[spec.kind].open(spec, tools)
}

function split(text: string): [string, string] {
  const colon = text.indexOf(':')
  return colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
}

function isKind(kind: string): kind is SourceKindName {
  return Object.hasOwn(KINDS, kind)
}

function isTill(text: string): boolean {
  return /^[1-9]\d?$/u.test(text)
}

function refuse(text: string, problem: string): Failure {
  return new Failure('bad_setting', `source "${text}": ${problem}`)
}
