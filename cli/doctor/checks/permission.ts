/** Whether the bridge's user, or whoever asks, may open the ports; if not, the one command that is missing. */

import { groupName } from '../facts/person.ts'
import type { Port } from '../facts/ports.ts'
import type { NodeStat } from '../facts/tree.ts'
import { type Facts, type Linux, onLinux } from '../facts.ts'
import type { FactRecord, Judgement, Mend } from '../finding.ts'
import { applyRules, byHand, joinGroup, run } from '../mend.ts'
import { portsOf } from '../relevance.ts'

export const judgePermission = onLinux((linux, facts: Facts): Judgement[] =>
  portsOf(facts).map(({ port, relevance }) => {
    const judged = judgePort(linux, port)
    return relevance === 'maybe' && judged.severity !== 'ok' ? { ...judged, severity: 'note' } : judged
  }),
)

function judgePort(linux: Linux, port: Port): Judgement {
  const { node, access } = port
  if (!access) return noNode(linux, node)
  const { person } = linux
  const facts = factsOf(linux, access)
  const who = person.role === 'bridge' ? `the bridge (user ${person.name})` : `you (${person.name})`
  if (!mayOpen(linux, port, access)) {
    const { why, mend } = refusal(linux, access)
    return { severity: 'error', subject: node, message: `${who} may not open it: ${why}`, mend, facts }
  }
  if (access.mode & 0o002) {
    const message = `everybody on this machine may write to it (${octal(access.mode)}): any program can light lamps`
    return { severity: 'warning', subject: node, message, mend: applyRules(linux), facts }
  }
  return { severity: 'ok', subject: node, message: `${who} may open it`, facts }
}

function noNode({ machine }: Linux, node: string): Judgement {
  return {
    severity: 'error',
    subject: node,
    message: machine.container
      ? 'the kernel has it, but this container was not given it'
      : 'the kernel has it, but it has no entry in /dev: udev is not running',
    mend: machine.container
      ? byHand(`Start the container with --device ${node}`)
      : run('sudo systemctl restart systemd-udevd && sudo udevadm trigger'),
    facts: { container: machine.container },
  }
}

/** For ourselves the kernel knows better than the mode: it counts access lists, which `uaccess` sets, as well. */
function mayOpen({ person, machine }: Linux, { udev }: Port, access: NodeStat & { mayUse: boolean }): boolean {
  if (person.role === 'you') return access.mayUse
  if (person.uid === 0) return true
  if (udev.tags.has('uaccess') && machine.seatedUid === person.uid) return true
  if (access.uid === person.uid) return allows(access.mode >> 6)
  if (person.groups.includes(access.gid)) return allows(access.mode >> 3)
  return allows(access.mode)
}

/** Read and write. */
function allows(bits: number): boolean {
  return (bits & 0o6) === 0o6
}

function refusal(linux: Linux, { mode, uid, gid }: NodeStat): { why: string; mend: Mend } {
  const { person, machine, accounts } = linux
  const group = groupName(accounts, gid)
  if (!allows(mode >> 3) || gid === 0) {
    const owner = accounts.users.get(uid) ?? String(uid)
    return { why: `only ${owner} may (mode ${octal(mode)}, group ${group})`, mend: applyRules(linux) }
  }
  const why = `it belongs to the group ${group}, and ${person.name} is not in it`
  if (machine.container) return { why, mend: byHand(`Start the container with --group-add ${gid}`) }
  if (!person.coming.some((coming) => coming.gid === gid)) return { why, mend: joinGroup(person, group) }
  return {
    why: `it belongs to the group ${group}; ${person.name} is in it now, but was not yet when this began`,
    mend: byHand(person.role === 'bridge' ? 'Restart the bridge' : 'Log out and in again'),
  }
}

function factsOf({ person, accounts }: Linux, { mode, uid, gid }: NodeStat): FactRecord {
  return {
    user: person.name,
    role: person.role,
    mode: octal(mode),
    owner: accounts.users.get(uid) ?? String(uid),
    group: groupName(accounts, gid),
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
