/** Who opens the ports: the user and the groups that the kernel compares with a device's owner and mode. */
import type { Tree } from './tree.ts'

export type Group = { readonly gid: number; readonly name: string }

export type Person = {
  /** `bridge`: the running bridge, which is who matters; `you`: whoever has called the doctor. */
  readonly role: 'bridge' | 'you'
  readonly uid: number
  readonly name: string
  /** The groups that the process has. */
  readonly groups: readonly number[]
  /** Groups of /etc/group that the process does not have: they come with the next log-in. */
  readonly coming: readonly Group[]
}

export type Accounts = {
  readonly users: ReadonlyMap<number, string>
  readonly groups: readonly (Group & { readonly members: readonly string[] })[]
}

/** Ids as the kernel gives them to a process. */
export type Ids = { readonly uid: number; readonly groups: readonly number[] }

export async function readAccounts(tree: Tree): Promise<Accounts> {
  const users = rows(await tree.text('/etc/passwd')).map(([name = '', , uid]) => [Number(uid), name] as const)
  const groups = rows(await tree.text('/etc/group')).map(([name = '', , gid, members = '']) => ({
    gid: Number(gid),
    name,
    members: members.split(',').filter((member) => member !== ''),
  }))
  return { users: new Map(users), groups }
}

function rows(text: string | undefined): string[][] {
  return (text ?? '').split('\n').flatMap((line) => (line === '' ? [] : [line.split(':')]))
}

/** `undefined` where there are no such ids (Windows). */
export function ownIds(): Ids | undefined {
  const { getuid, getegid, getgroups } = process
  if (!getuid || !getegid || !getgroups) return undefined
  return { uid: getuid(), groups: [...new Set([getegid(), ...getgroups()])] }
}

/** The effective ids of a running process; `undefined` if it has ended. */
export async function idsOf(tree: Tree, pid: number): Promise<Ids | undefined> {
  const status = await tree.text(`/proc/${pid}/status`)
  if (status === undefined) return undefined
  const numbers = (name: string) => {
    const line = new RegExp(`^${name}:(.*)$`, 'mu').exec(status)?.[1] ?? ''
    return line.split(/\s+/u).flatMap((word) => (word === '' ? [] : [Number(word)]))
  }
  // Four numbers each: real, effective, saved, file system.
  const [uid, gid] = [numbers('Uid')[1], numbers('Gid')[1]]
  if (uid === undefined || gid === undefined) return undefined
  return { uid, groups: [...new Set([gid, ...numbers('Groups')])] }
}

export function personOf(role: Person['role'], { uid, groups }: Ids, accounts: Accounts): Person {
  const name = accounts.users.get(uid) ?? String(uid)
  const named = accounts.groups.filter(({ members }) => members.includes(name))
  const coming = named.filter(({ gid }) => !groups.includes(gid)).map(({ gid, name }) => ({ gid, name }))
  return { role, uid, name, groups, coming }
}

export function groupName(accounts: Accounts, gid: number): string {
  return accounts.groups.find((group) => group.gid === gid)?.name ?? String(gid)
}
