/**
 * What a button box and its host say to each other: the line protocol, version 1.
 *
 * Every number is decimal, every mask and bitmap has bit 0 for the first button or lamp. `boot` and `seq` name an edge
 * for good: a box that was reset has another boot, and keeps the events that nobody acknowledged under their old one.
 */

/** The longest frame from `$` to the newline, both counted, bytes. */
export const LONGEST_FRAME = 64
/** The version of the protocol that this program speaks. */
export const BOX_PROTOCOL = 1

export type Hello = {
  readonly kind: 'hello'
  readonly version: number
  /** The box's own name, from its EEPROM: 1 to 16 letters, digits, `-` or `_`. */
  readonly id: string
  readonly model: string
  readonly firmware: string
  readonly buttons: number
  readonly lamps: number
  readonly boot: number
  /** The newest event of this boot that a host has acknowledged; those after it are still to come. 0: none. */
  readonly seq: number
}

/** A debounced edge of a button. */
export type Edge = {
  readonly kind: 'edge'
  readonly boot: number
  /** Dense from 1 within a boot. */
  readonly seq: number
  /** From 0. */
  readonly button: number
  readonly edge: 'down' | 'up'
  /** Since boot, ms; 32 bits, so it begins anew after 49.7 days. */
  readonly ms: number
}

export type Heartbeat = {
  readonly kind: 'heartbeat'
  readonly ms: number
  /** Buttons that are down now. For showing a stuck key; no press is ever made of it. */
  readonly bitmap: number
  /** Events that nobody has acknowledged. */
  readonly queued: number
  /** Events dropped since the reset because the box had no room. */
  readonly lost: number
}

/** What the box's lamps do now. */
export type LampsApplied = { readonly kind: 'lamps_applied'; readonly on: number; readonly blink: number }
/** The box could not read the last frame, and says why: `crc`, `form`, `long`, `unknown`. */
export type Refused = { readonly kind: 'refused'; readonly reason: string }

export type BoxFrame = Hello | Edge | Heartbeat | LampsApplied | Refused

/** All events of this boot up to `seq` are journaled: the box may forget them. */
export type Ack = { readonly kind: 'ack'; readonly boot: number; readonly seq: number }
/**
 * Absolute: both masks replace what was there. A lamp with `on` alone is lit, with `blink` alone blinks slowly, with
 * both fast.
 */
export type SetLamps = { readonly kind: 'lamps'; readonly on: number; readonly blink: number }
export type AskHello = { readonly kind: 'ask' }

export type HostFrame = Ack | SetLamps | AskHello
