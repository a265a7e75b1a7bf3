/**
 * How much of its chip an image uses: flash, static memory, and the deepest stack that its machine code can reach.
 *
 * The stack is computed, not sampled: each function's pushes and frame, the deepest way through what it calls, and one
 * interrupt on top (they do not nest). That holds only without recursion and without calls through pointers, so an image
 * that has either is refused.
 */
import { spawnSync } from 'node:child_process'
import { fail } from './prepare.mjs'

const RETURN_ADDRESS = 2

export function sizeOf(elf) {
  const sections = new Map(
    output('avr-size', ['-A', elf])
      .split('\n')
      .map((line) => line.trim().split(/\s+/u))
      .map(([name, size]) => [name, Number(size)]),
  )
  const bytes = (...names) => names.reduce((sum, name) => sum + (sections.get(name) ?? 0), 0)
  const stack = deepestStack(functionsOf(output('avr-objdump', ['-d', elf])))
  return { flash: bytes('.text', '.data'), ram: bytes('.data', '.bss', '.noinit'), stack }
}

function output(program, args) {
  const { status, stdout, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (error || status !== 0) fail(`cannot run ${program}: ${error?.message ?? 'it failed'}`)
  return stdout
}

/** Name -> the bytes it puts on the stack itself, and the functions it goes to: by call, or by jump in its last step. */
function functionsOf(listing) {
  const functions = new Map()
  let current
  for (const line of listing.split('\n')) {
    const name = /^[0-9a-f]+ <(.+)>:$/u.exec(line)?.[1]
    if (name !== undefined) {
      current = { own: 0, calls: new Set(), jumps: new Set() }
      functions.set(name, current)
    }
    const [, instruction, operands = ''] = /^\s+[0-9a-f]+:\t[0-9a-f ]+\t(\w+)\t?(.*)$/u.exec(line) ?? []
    if (current && instruction) takeInstruction(current, instruction, operands)
  }
  for (const [name, { jumps }] of functions) {
    jumps.delete(name)
    // A start from the beginning begins with an empty stack.
    jumps.delete('__vectors')
  }
  return functions
}

function takeInstruction(current, instruction, operands) {
  const target = /<([^+>]+)>/u.exec(operands)?.[1]
  if (instruction === 'push') current.own++
  else if (/^e?icall$|^e?ijmp$/u.test(instruction))
    fail('the firmware calls through a pointer: no stack can be computed')
  else if (instruction === 'rcall' && operands.startsWith('.+0')) current.own += 2
  else if (/^r?call$/u.test(instruction) && target) current.calls.add(target)
  else if (/^r?jmp$|^br/u.test(instruction) && target) current.jumps.add(target)
  else current.own += frameBytes(instruction, operands, current)
}

/** A frame is made by lowering Y, r29:r28: `sbiw r28, N`, or `subi r28, low` with `sbci r29, high`. */
function frameBytes(instruction, operands, current) {
  const value = Number(/^r2[89], (0x[0-9a-f]+)/u.exec(operands)?.[1] ?? 0)
  if (instruction === 'sbiw' && operands.startsWith('r28')) return value
  if (instruction === 'subi' && operands.startsWith('r28')) {
    current.low = value
    return 0
  }
  // Raising Y again at the end is a subtraction too, of a negative number.
  const frame = instruction === 'sbci' && operands.startsWith('r29') ? value * 256 + (current.low ?? 0) : 0
  return frame < 0x8000 ? frame : 0
}

function deepestStack(functions) {
  const known = new Map()
  /** `way`: the functions on the way here; a "(" stands where one was called, the others were jumped to. */
  const depth = (name, way) => {
    const looped = loops(name, way)
    if (looped || known.has(name)) return looped ? 0 : known.get(name)
    const { own, calls, jumps } = functions.get(name) ?? { own: 0, calls: [], jumps: [] }
    const below = [...calls].map((callee) => RETURN_ADDRESS + depth(callee, [...way, name, '(']))
    const beside = [...jumps].map((callee) => depth(callee, [...way, name]))
    const deepest = own + Math.max(0, ...below, ...beside)
    known.set(name, deepest)
    return deepest
  }
  const interrupts = [...functions.keys()].filter((name) => /^__vector_\d+$/u.test(name))
  const interrupt = Math.max(0, ...interrupts.map((name) => depth(name, [])))
  return RETURN_ADDRESS + depth('main', []) + RETURN_ADDRESS + interrupt
}

/** Whether `name` is met again on this way. Labels of one function jump to each other; a call in between is recursion. */
function loops(name, way) {
  const before = way.lastIndexOf(name)
  if (before >= 0 && way.indexOf('(', before) >= 0) fail(`the firmware is recursive: ${[...way, name].join(' ')}`)
  return before >= 0
}
