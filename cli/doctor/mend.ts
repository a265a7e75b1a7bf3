/** Commands that mend, so that they can be pasted. Pure. */
import { udevFile } from '../../firmware-bridge/models/udev-rules.ts'
import type { RedisPlace } from '../../relay/log/redis-inspect.ts'
import type { Person } from './facts/person.ts'
import type { Linux, Wanted } from './facts.ts'
import type { Mend } from './finding.ts'

export function run(command: string, afterwards?: string): Mend {
  return { kind: 'run', command, ...(afterwards !== undefined && { afterwards }) }
}

export function byHand(text: string): Mend {
  return { kind: 'do', text }
}

/** One word of a shell's command line, whatever is in it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The settings may stand in the environment, which sudo takes away unless it is told not to. */
export const AS_ROOT = 'sudo -E cashierq doctor'

const RELOAD = 'sudo udevadm control --reload && sudo udevadm trigger'

/** Of the rules for servers: they give the boxes to it, so whoever is not in it loses what he had by another group. */
const BOX_GROUP = 'plugdev'

/** Installs the rules, or makes udev apply those that are there; with the group that they need. */
export function applyRules(linux: Linux): Mend {
  const { machine, ownRules, person } = linux
  const form = machine.seatedUid === person.uid ? 'desktop' : 'server'
  const joining = form === 'server' ? joinBoxGroup(linux) : []
  const file = `/etc/udev/rules.d/${udevFile(form)}`
  const installing = ownRules.length > 0 ? [] : [`cashierq doctor --udev ${form} | sudo tee ${file}`]
  return run([...joining, ...installing, RELOAD].join(' && '), joining.length > 0 ? afterJoining(person) : undefined)
}

function joinBoxGroup({ person, accounts }: Linux): string[] {
  const group = accounts.groups.find(({ name }) => name === BOX_GROUP)
  const inIt = group !== undefined && (person.groups.includes(group.gid) || group.members.includes(person.name))
  if (person.uid === 0 || inIt) return []
  return [...(group ? [] : [`sudo groupadd ${BOX_GROUP}`]), `sudo usermod -aG ${BOX_GROUP} ${quoted(person.name)}`]
}

export function joinGroup(person: Person, group: string): Mend {
  return run(`sudo usermod -aG ${quoted(group)} ${quoted(person.name)}`, afterJoining(person))
}

function afterJoining({ role }: Person): string {
  return role === 'bridge' ? 'then restart the bridge' : 'then log out and in again'
}

/** Adds one rule of its own file, which udev applies now and whenever the device comes again. */
export function addRule(name: string, rule: string): Mend {
  return run(`echo '${rule}' | sudo tee /etc/udev/rules.d/71-cashierq-${name}.rules && ${RELOAD}`)
}

/** One of our commands, for this very store. */
export function ofStore({ store, dataDir }: Wanted, ...words: readonly string[]): string {
  const which = store === 'main' ? [] : ['--store', store]
  return ['cashierq', ...words, ...which, '--data-dir', quoted(dataDir)].join(' ')
}

/** A command line of redis-cli for this Redis. It asks for the password: none is ever printed. */
export function redisCli({ host, port, tls, username, password }: RedisPlace, ...words: readonly string[]): string {
  const flags = [
    ...(host === '127.0.0.1' || host === 'localhost' ? [] : ['-h', quoted(host)]),
    ...(port === 6379 ? [] : ['-p', String(port)]),
    ...(tls ? ['--tls'] : []),
    ...(username === undefined ? [] : ['--user', quoted(username)]),
    ...(password ? ['--askpass'] : []),
  ]
  return ['redis-cli', ...flags, ...words].join(' ')
}

/** Sets it now and in redis.conf. */
export function redisSet(place: RedisPlace, ...settings: readonly (readonly [string, string])[]): Mend {
  const sets = settings.map(([name, value]) => redisCli(place, 'CONFIG', 'SET', name, value))
  return run([...sets, redisCli(place, 'CONFIG', 'REWRITE')].join(' && '))
}
