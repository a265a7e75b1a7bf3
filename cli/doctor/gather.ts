/** Gathers the facts, all readers at once. None of them throws, so one that hangs or is refused hides nothing else. */
import { resolve } from 'node:path'
import { parseSource } from '../../firmware-bridge/sources/source-spec.ts'
import type { Settings } from '../../platform/settings-schema.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { LegibilityFacts } from '../../protocol/legibility.ts'
import { DEFAULT_SETTINGS } from '../../protocol/settings.ts'
import { inspectRedis } from '../../relay/log/redis-inspect.ts'
import { type BridgeFacts, readAssigned, readBridge } from './facts/bridge.ts'
import { readFolder } from './facts/folder.ts'
import { readMachine } from './facts/machine.ts'
import { type Accounts, idsOf, ownIds, type Person, personOf, readAccounts } from './facts/person.ts'
import { readPorts } from './facts/ports.ts'
import { readProcesses } from './facts/processes.ts'
import { readRelay } from './facts/relay.ts'
import { Tree } from './facts/tree.ts'
import { readRules } from './facts/udev.ts'
import { readUsbDevices } from './facts/usb.ts'
import type { Facts, Linux, Local, NamedPath, Wanted } from './facts.ts'

/** @throws Failure `bad_setting` for a source or an address of Redis that can never be. */
export async function gather(settings: Settings, root = '/'): Promise<Facts> {
  const { redisUrl, redisCa, store, port } = settings
  const dataDir = resolve(settings.dataDir)
  const tree = new Tree(root)
  const bridge = await readBridge(dataDir, store)
  const wanted = await readWanted(tree, settings, dataDir)
  const [local, folder, redis, relay] = await Promise.all([
    readLocal(tree, root, bridge, wanted),
    readFolder(dataDir),
    redisUrl === undefined ? undefined : inspectRedis(redisUrl, store, systemClock, redisCa),
    port === 0 ? undefined : readRelay(settings),
  ])
  return { now: systemClock.now(), wanted, bridge, folder, local, ...(redis && { redis }), ...(relay && { relay }) }
}

async function readWanted(tree: Tree, settings: Settings, dataDir: string): Promise<Wanted> {
  const { store, staleAfterMs, tills = DEFAULT_SETTINGS.tills } = settings
  const specs = settings.sources.map((source) => ({ source, ...parseSource(source) }))
  const named = specs.filter(({ address }) => address.startsWith('/'))
  return {
    store,
    dataDir,
    staleAfterMs,
    tills: tills.map(({ number }) => number),
    sources: await Promise.all(named.map(({ source, address }) => withNode(tree, { source, path: address }))),
    sourceTills: specs.flatMap(({ cashier }) => cashier ?? []),
    assigned: await readAssigned(dataDir, settings.boxes),
    screen: screenOf(settings),
  }
}

/** Which display it is, only the kiosk knows; nearly all hang crosswise. */
const WIDE = { width: 16, height: 9 } as const

function screenOf(settings: Settings): LegibilityFacts {
  const { diagonalInches, readingMetres, colours, tills = DEFAULT_SETTINGS.tills, holdMs, floorMs } = settings
  return { diagonalInches, readingMetres, aspect: WIDE, tills, holdMs, floorMs, ...(colours && { colours }) }
}

async function withNode(tree: Tree, named: NamedPath): Promise<NamedPath> {
  const node = await tree.real(named.path)
  return { ...named, ...(node !== undefined && { node }) }
}

async function readLocal(tree: Tree, root: string, bridge: BridgeFacts, { sources }: Wanted): Promise<Local> {
  if (process.platform !== 'linux') return { kind: 'not_linux', platform: process.platform }
  const named = sources.flatMap(({ node }) => node ?? [])
  return { kind: 'linux', ...(await readLinux(tree, root, bridge, named)) }
}

/** `named`: device nodes that the settings name. */
export async function readLinux(
  tree: Tree,
  root: string,
  bridge: BridgeFacts,
  named: readonly string[] = [],
): Promise<Linux> {
  const [ports, usb, machine, accounts] = await Promise.all([
    readPorts(tree, named),
    readUsbDevices(tree),
    readMachine(tree),
    readAccounts(tree),
  ])
  const nodes = new Set(ports.map(({ node }) => node))
  const [person, processes, brlttyRules, ownRules] = await Promise.all([
    readPerson(tree, bridge, accounts),
    readProcesses(root, nodes),
    readRules(tree, 'brltty'),
    readRules(tree, 'cashierq'),
  ])
  const { unreadable } = tree
  return { machine, person, accounts, processes, ports, usb, brlttyRules, ownRules, unreadable }
}

/** The running bridge's user, if that is another than ours, or was given other groups; else whoever asks. */
async function readPerson(tree: Tree, bridge: BridgeFacts, accounts: Accounts): Promise<Person> {
  const own = ownIds() ?? { uid: -1, groups: [] }
  const theirs = bridge.kind === 'reports' ? await idsOf(tree, bridge.report.pid) : undefined
  if (!theirs) return personOf('you', own, accounts)
  const same = theirs.uid === own.uid && own.groups.every((gid) => theirs.groups.includes(gid))
  return same ? personOf('you', own, accounts) : personOf('bridge', theirs, accounts)
}
