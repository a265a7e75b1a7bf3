/** The processes of this machine, and which of them has which device open. Read from /proc: nothing is opened. */
import { basename } from 'node:path'
import { Tree } from './tree.ts'

export type Process = {
  readonly pid: number
  /** The program's name as the kernel has it, at most 15 characters. */
  readonly name: string
  /** For people: program and script. Never its arguments, which may hold passwords. */
  readonly label: string
  /** `bridge`, `up`, ... if it is one of ours. */
  readonly cashierq?: string
}

export type Processes = {
  readonly all: readonly Process[]
  /** Device node to those that have it open. */
  readonly holders: ReadonlyMap<string, readonly Process[]>
  /** Processes of other users, whose open files may not be seen. */
  readonly hidden: number
}

/** `nodes`: the device nodes of interest, as /proc/PID/fd names them. */
export async function readProcesses(root: string, nodes: ReadonlySet<string>): Promise<Processes> {
  // A tree of its own: that other users' files are hidden is said once, not for each process.
  const tree = new Tree(root)
  const all: Process[] = []
  const holders = new Map<string, Process[]>()
  let hidden = 0
  for (const pid of (await tree.list('/proc')).filter((name) => /^\d+$/u.test(name))) {
    const process = await readProcess(tree, Number(pid))
    if (!process) continue
    all.push(process)
    for (const node of await nodesHeld(tree, pid, nodes)) holders.set(node, [...(holders.get(node) ?? []), process])
    if (tree.unreadable.has(`/proc/${pid}/fd`)) hidden++
  }
  return { all, holders, hidden }
}

async function readProcess(tree: Tree, pid: number): Promise<Process | undefined> {
  const name = await tree.text(`/proc/${pid}/comm`)
  const command = await tree.text(`/proc/${pid}/cmdline`)
  if (name === undefined || command === undefined) return undefined
  const words = command.split('\0').filter((word) => word !== '')
  const cashierq = cashierqCommand(words)
  return { pid, name, label: labelOf(name, words), ...(cashierq !== undefined && { cashierq }) }
}

async function nodesHeld(tree: Tree, pid: string, nodes: ReadonlySet<string>): Promise<Set<string>> {
  const held = new Set<string>()
  if (nodes.size === 0) return held
  for (const fd of await tree.list(`/proc/${pid}/fd`)) {
    const target = await tree.link(`/proc/${pid}/fd/${fd}`)
    if (target !== undefined && nodes.has(target)) held.add(target)
  }
  return held
}

const INTERPRETERS = /^(?:node|python[\d.]*|perl|ruby|java|bash|sh|electron)$/u

/** `python3 read.py` says more than `python3`. */
function labelOf(name: string, [program = '', script]: readonly string[]): string {
  const called = basename(program) || name
  if (!INTERPRETERS.test(called) || script === undefined || script.startsWith('-')) return name
  return `${called} ${basename(script)}`
}

function cashierqCommand(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => basename(word) === 'cashierq' || /(?:^|\/)cli\/main\.[jt]s$/u.test(word))
  return at === -1 ? undefined : words[at + 1]
}
