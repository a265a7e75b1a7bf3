/** What the body of a frame says. Strict: a wrong number of words, a wrong form or range, and it is no frame. */
import type { BoxFrame, Edge, Hello, HostFrame } from './frame.ts'

/** A box's name becomes part of names in settings and in the log. */
const ID = /^[\w-]{1,16}$/u
/** A model, a version, a reason. */
const WORD = /^[\w.-]{1,16}$/u
/** Without a leading zero: each number has one form, and each frame one text. */
const NUMBER = /^(0|[1-9]\d{0,9})$/u
const LARGEST = 0xffff_ffff
/** As many as a mask has bits. */
const MOST_BUTTONS = 32

export function parseBoxFrame(body: string): BoxFrame | undefined {
  const [letter, ...words] = body.split(' ')
  switch (letter) {
    case 'H':
      return parseHello(words)
    case 'E':
      return parseEdge(words)
    case 'B': {
      const [ms, bitmap, queued, lost] = numbers(words, 4) ?? []
      if (ms === undefined || bitmap === undefined || queued === undefined || lost === undefined) return undefined
      return { kind: 'heartbeat', ms, bitmap, queued, lost }
    }
    case 'K': {
      const [on, blink] = numbers(words, 2) ?? []
      return on === undefined || blink === undefined ? undefined : { kind: 'lamps_applied', on, blink }
    }
    case 'N': {
      const [reason = ''] = words
      return words.length === 1 && WORD.test(reason) ? { kind: 'refused', reason } : undefined
    }
    default:
      return undefined
  }
}

export function parseHostFrame(body: string): HostFrame | undefined {
  const [letter, ...words] = body.split(' ')
  if (letter === '?') return words.length === 0 ? { kind: 'ask' } : undefined
  const [first, second] = numbers(words, 2) ?? []
  if (first === undefined || second === undefined) return undefined
  if (letter === 'A') return { kind: 'ack', boot: first, seq: second }
  return letter === 'L' ? { kind: 'lamps', on: first, blink: second } : undefined
}

function parseHello(words: readonly string[]): Hello | undefined {
  const [versionWord = '', id = '', model = '', firmware = '', ...rest] = words
  const version = number(versionWord)
  const [buttons, lamps, boot, seq] = numbers(rest, 4) ?? []
  if (version === undefined || !ID.test(id) || !WORD.test(model) || !WORD.test(firmware)) return undefined
  if (buttons === undefined || lamps === undefined || boot === undefined || seq === undefined) return undefined
  if (buttons > MOST_BUTTONS || lamps > MOST_BUTTONS) return undefined
  return { kind: 'hello', version, id, model, firmware, buttons, lamps, boot, seq }
}

function parseEdge(words: readonly string[]): Edge | undefined {
  const [bootWord = '', seqWord = '', buttonWord = '', way = '', msWord = '', ...rest] = words
  const [boot, seq, button, ms] = numbers([bootWord, seqWord, buttonWord, msWord], 4) ?? []
  if (boot === undefined || seq === undefined || button === undefined || ms === undefined) return undefined
  if (rest.length > 0 || seq === 0 || button >= MOST_BUTTONS || (way !== 'D' && way !== 'U')) return undefined
  return { kind: 'edge', boot, seq, button, edge: way === 'D' ? 'down' : 'up', ms }
}

function numbers(words: readonly string[], count: number): number[] | undefined {
  if (words.length !== count) return undefined
  const read = words.map(number)
  return read.every((value) => value !== undefined) ? read : undefined
}

function number(word: string): number | undefined {
  const value = NUMBER.test(word) ? Number(word) : Number.NaN
  return value <= LARGEST ? value : undefined
}
