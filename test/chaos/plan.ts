/**
 * The schedule of disasters: a pure function of the seed and of who plays. The same seed plans the same run again; what
 * it meets is the machine's affair.
 *
 * How to extend: a disaster is a case of `Disaster`, a row of `TROUBLES` that makes one, and a case in `disasters.ts`
 * that does it.
 */
import type { Cast } from './cast.ts'
import { between, type Chance, pick, seeded, shuffled } from './random.ts'

export type Disaster =
  /** `kill -9`; started again after `downMs`. `early`: wherever it stands, else not before it has come up. */
  | { readonly kind: 'kill'; readonly victim: string; readonly downMs: number; readonly early: boolean }
  /** Redis is killed, and starts again with nothing. */
  | { readonly kind: 'wipe'; readonly victim: 'redis'; readonly downMs: number }
  /** Asked to end, as by a service manager that brings a new version. */
  | { readonly kind: 'end'; readonly victim: string; readonly downMs: number }
  /** SIGSTOP, then SIGCONT. */
  | { readonly kind: 'stop'; readonly victim: string; readonly forMs: number }
  /** The process's wall clock is set; its timers go on as they do on a real machine. */
  | { readonly kind: 'step'; readonly victim: string; readonly byMs: number }
  /** Connections are reset. `share` of them, in (0, 1]. */
  | { readonly kind: 'cut'; readonly link: string; readonly share: number }
  /** Connections stay open and carry nothing any more. */
  | { readonly kind: 'freeze'; readonly link: string; readonly share: number }
  /** New connections are reset at once. */
  | { readonly kind: 'refuse'; readonly link: string; readonly forMs: number }
  /** New connections are taken and never answered. */
  | { readonly kind: 'swallow'; readonly link: string; readonly forMs: number }
  | { readonly kind: 'delay'; readonly link: string; readonly forMs: number; readonly byMs: number }
  /** What was sent at once arrives in small pieces. */
  | { readonly kind: 'split'; readonly link: string; readonly forMs: number }

export type Planned = Disaster & { readonly at: number }

export type PlanOptions = {
  readonly seed: number
  readonly cast: Cast
  /** ms in which the disasters happen. */
  readonly span: number
  /** Processes that are killed, all kinds together. */
  readonly kills: number
}

type Names = readonly [string, ...string[]]
type Parts = { readonly bridges: Names; readonly relays: Names; readonly programs: Names; readonly crowds: Names }

/** Of a hundred kills. A wipe is one as well. */
const KILLS = { bridges: 43, relays: 27, crowds: 12, programs: 6, redis: 9, wipe: 3 }
/** Other disasters for each kill. */
const TROUBLES_A_KILL = 0.8
const LONGEST_DOWN = 1_500
/** Nothing begins so late that it would not be over at the end, ms. */
const LONGEST = 6_000
const STEPS = [-3_600_000, -90_000, -4_000, 4_000, 90_000, 3_600_000, 90_000_000] as const

export function planOf({ seed, cast, span, kills }: PlanOptions): Planned[] {
  const chance = seeded(seed)
  const parts = partsOf(cast)
  const deadly = spread(chance, killsOf(chance, parts, kills), span)
  const count = Math.round(kills * TROUBLES_A_KILL)
  const troubles = Array.from({ length: count }, () => TROUBLES[Math.floor(chance() * TROUBLES.length)] ?? cutSome)
  const rest = spread(
    chance,
    troubles.map((make) => make(chance, parts)),
    Math.max(1, span - LONGEST),
  )
  return [...deadly, ...rest].sort((a, b) => a.at - b.at)
}

/** The plan in a line: how many of each. */
export function inShort(plan: readonly Planned[]): string {
  const counts = new Map<string, number>()
  for (const disaster of plan) {
    const key = 'victim' in disaster ? `${disaster.kind} ${kindOf(disaster.victim)}` : disaster.kind
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
}

/** `bridge-3` -> `bridge`. */
export function kindOf(name: string): string {
  return name.replace(/-\d+$/u, '')
}

/** Each process that talks to Redis has a way of its own there; all clients of a relay share the way to it. */
export function linksOf({ bridges, relays }: Cast): { readonly name: string; readonly to: string }[] {
  const toRedis = [...bridges, ...relays].map(({ name }) => ({ name: `${name}>redis`, to: 'redis' }))
  return [...toRedis, ...relays.map(({ name }) => ({ name: `>${name}`, to: name }))]
}

function partsOf({ bridges, relays, programs, crowds }: Cast): Parts {
  return { bridges: names(bridges), relays: names(relays), programs: names(programs), crowds: names(crowds) }
}

function names(list: readonly { readonly name: string }[]): Names {
  const [first, ...rest] = list.map(({ name }) => name)
  if (first === undefined) throw new Error('a cast has at least one of each')
  return [first, ...rest]
}

/** Every kind gets its share (at least one), in any order; within a kind the victims take turns by chance. */
function killsOf(chance: Chance, parts: Parts, kills: number): Disaster[] {
  const shares = Object.entries(KILLS).map(([who, percent]) => ({ who, count: Math.max(1, (kills * percent) / 100) }))
  const dealt = shares.flatMap(({ who, count }) => Array.from({ length: Math.round(count) }, () => who))
  while (dealt.length < kills) dealt.push('bridges')
  const order = shuffled(chance, dealt).slice(0, Math.max(kills, shares.length))
  return order.map((who) => killOf(chance, parts, who))
}

function killOf(chance: Chance, parts: Parts, who: string): Disaster {
  const downMs = chance() < 0.5 ? 0 : between(chance, 50, LONGEST_DOWN)
  const early = chance() < 0.3
  switch (who) {
    case 'redis':
      return { kind: 'kill', victim: 'redis', downMs, early }
    case 'wipe':
      return { kind: 'wipe', victim: 'redis', downMs }
    case 'relays':
      return { kind: 'kill', victim: pick(chance, parts.relays), downMs, early }
    case 'crowds':
      return { kind: 'kill', victim: pick(chance, parts.crowds), downMs, early }
    case 'programs':
      return { kind: 'kill', victim: pick(chance, parts.programs), downMs, early }
    default:
      return { kind: 'kill', victim: pick(chance, parts.bridges), downMs, early }
  }
}

/** Evenly over the time, each somewhere in its own slice. */
function spread(chance: Chance, disasters: readonly Disaster[], span: number): Planned[] {
  const slice = span / disasters.length
  return disasters.map((disaster, index) => ({ ...disaster, at: Math.round((index + chance()) * slice) }))
}

function cutSome(chance: Chance, parts: Parts): Disaster {
  return { kind: 'cut', link: anyLink(chance, parts), share: share(chance) }
}

const TROUBLES: readonly ((chance: Chance, parts: Parts) => Disaster)[] = [
  cutSome,
  (chance, parts) => ({ kind: 'freeze', link: anyLink(chance, parts), share: share(chance) }),
  (chance, parts) => ({ kind: 'refuse', link: anyLink(chance, parts), forMs: between(chance, 200, 3_000) }),
  (chance, parts) => ({ kind: 'swallow', link: anyLink(chance, parts), forMs: between(chance, 500, 4_000) }),
  (chance, parts) => {
    const forMs = between(chance, 1_000, LONGEST)
    return { kind: 'delay', link: anyLink(chance, parts), forMs, byMs: between(chance, 5, 400) }
  },
  (chance, parts) => ({ kind: 'split', link: anyLink(chance, parts), forMs: between(chance, 1_000, LONGEST) }),
  (chance, parts) => ({ kind: 'stop', victim: anyone(chance, parts), forMs: between(chance, 200, 5_000) }),
  (chance) => ({ kind: 'stop', victim: 'redis', forMs: between(chance, 200, 3_000) }),
  (chance, parts) => ({ kind: 'step', victim: anyone(chance, parts), byMs: pick(chance, STEPS) }),
  (chance, parts) => {
    const victim = pick(chance, chance() < 0.5 ? parts.bridges : parts.relays)
    return { kind: 'end', victim, downMs: between(chance, 0, 500) }
  },
]

function anyLink(chance: Chance, { bridges, relays }: Parts): string {
  const which = chance()
  if (which < 0.4) return `${pick(chance, bridges)}>redis`
  return which < 0.7 ? `${pick(chance, relays)}>redis` : `>${pick(chance, relays)}`
}

function anyone(chance: Chance, parts: Parts): string {
  return pick(chance, pick(chance, [parts.bridges, parts.relays, parts.crowds, parts.programs]))
}

/** Often all connections, else some of them. */
function share(chance: Chance): number {
  return chance() < 0.5 ? 1 : Math.round((0.1 + chance() * 0.9) * 100) / 100
}
