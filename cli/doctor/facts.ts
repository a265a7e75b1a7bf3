/** All that the checks know. It is gathered once; the checks only judge it. */
import type { LegibilityFacts } from '../../protocol/legibility.ts'
import type { RedisInspection } from '../../relay/log/redis-inspect.ts'
import type { Assigned, BridgeFacts } from './facts/bridge.ts'
import type { Folder } from './facts/folder.ts'
import type { Machine } from './facts/machine.ts'
import type { Accounts, Person } from './facts/person.ts'
import type { Port } from './facts/ports.ts'
import type { Processes } from './facts/processes.ts'
import type { RelayFacts } from './facts/relay.ts'
import type { RuleFile } from './facts/udev.ts'
import type { UsbDevice } from './facts/usb.ts'

export type Facts = {
  /** This machine's clock, ms. */
  readonly now: number
  readonly wanted: Wanted
  readonly bridge: BridgeFacts
  readonly folder: Folder
  /** Absent: the store has the embedded log. */
  readonly redis?: RedisInspection
  /** Absent: the settings let the system choose a port, so nobody knows it. */
  readonly relay?: RelayFacts
  readonly local: Local
}

/** What the settings say. */
export type Wanted = {
  readonly store: string
  /** Absolute. */
  readonly dataDir: string
  readonly staleAfterMs: number
  readonly tills: readonly number[]
  readonly sources: readonly NamedPath[]
  /** Tills that a source is for by itself (`=3`). */
  readonly sourceTills: readonly number[]
  readonly assigned: Assigned
  /** The screen and how far the line reaches. */
  readonly screen: LegibilityFacts
}

/** A device that a `--source` names by its path. */
export type NamedPath = { readonly source: string; readonly path: string; readonly node?: string }

/** What only Linux tells. */
export type Local = { readonly kind: 'not_linux'; readonly platform: string } | ({ readonly kind: 'linux' } & Linux)

export type Linux = {
  readonly machine: Machine
  readonly person: Person
  readonly accounts: Accounts
  readonly processes: Processes
  readonly ports: readonly Port[]
  readonly usb: readonly UsbDevice[]
  readonly brlttyRules: readonly RuleFile[]
  readonly ownRules: readonly RuleFile[]
  readonly unreadable: ReadonlyMap<string, string>
}

/** A check that only Linux's facts can feed; elsewhere one finding of the check `system` says so for all of them. */
export function onLinux<T>(judge: (linux: Linux, facts: Facts) => T[]): (facts: Facts) => T[] {
  return (facts) => (facts.local.kind === 'linux' ? judge(facts.local, facts) : [])
}
