import { describe, expect, it } from 'vitest'
import {
  boxPressed,
  type PairingPress,
  type PairingStep,
  skipTill,
  startPairing,
} from '../../firmware-bridge/pairing.ts'
import { NO_TILL, PairingDesks } from '../../firmware-bridge/pairing-desks.ts'
import { DEFAULT_SETTINGS } from '../../protocol/settings.ts'

const LEFT = ['box:A1', 'at:usb-1']
const RIGHT = ['box:B2', 'at:usb-2']
const NO_ID = ['at:usb-3']
const START = 1_790_000_000_000

/** A press of a box that has been there for long; `second`: when, so that no two are one hand's. */
function by(names: readonly string[], second = 0, more: Partial<PairingPress> = {}): PairingPress {
  return { names, now: START + second * 1_000, since: 0, connected: ['box:A1', 'box:B2', 'at:usb-3'], ...more }
}

function presses(step: PairingStep, ...next: readonly PairingPress[]): PairingStep {
  return next.reduce(({ pairing }, press) => boxPressed(pairing, press), step)
}

describe('pairing', () => {
  it('gives the till that is asked for to the box that is pressed, by its surest name, and asks for the next', () => {
    const { pairing, told } = boxPressed(startPairing([1, 2], {}), by(LEFT))
    expect(told).toEqual({ kind: 'paired', cashier: 1, box: 'box:A1', forgotten: [] })
    expect(pairing).toMatchObject({ asking: [2], paired: { 'box:A1': 1 } })
  })

  it('knows a box without an id by where it is plugged in', () => {
    expect(boxPressed(startPairing([1], {}), by(NO_ID)).pairing.paired).toEqual({ 'at:usb-3': 1 })
  })

  it('asks twice before it takes a box away from another till', () => {
    const first = boxPressed(startPairing([2], { 'box:A1': 1 }), by(LEFT))
    expect(first.told).toEqual({ kind: 'belongs', cashier: 1, box: 'box:A1', asked: 2 })
    expect(first.pairing).toMatchObject({ asking: [2], paired: { 'box:A1': 1 } })
    const second = boxPressed(first.pairing, by(LEFT, 2))
    expect(second.told).toMatchObject({ kind: 'paired', cashier: 2, box: 'box:A1', before: 1 })
    expect(second.pairing.paired).toEqual({ 'box:A1': 2 })
  })

  it('has forgotten that doubt when another till is asked for, or another box was pressed', () => {
    const paired = { 'box:A1': 1, 'box:B2': 2 }
    const first = boxPressed(startPairing([3, 4], paired), by(LEFT))
    expect(boxPressed(skipTill(first.pairing), by(LEFT, 2)).told).toMatchObject({ kind: 'belongs' })
    expect(presses(first, by(RIGHT, 2)).told).toMatchObject({ kind: 'belongs', box: 'box:B2' })
    expect(presses(first, by(RIGHT, 2), by(LEFT, 4)).told).toMatchObject({ kind: 'belongs', box: 'box:A1' })
  })

  it('leaves a box that is pressed for the till it has already where it is', () => {
    const { pairing, told } = boxPressed(startPairing([1], { 'box:A1': 1 }), by(LEFT))
    expect(told).toEqual({ kind: 'paired', cashier: 1, box: 'box:A1', forgotten: [] })
    expect(pairing.paired).toEqual({ 'box:A1': 1 })
  })

  it('takes over the place that a box had, when the box has got an id since', () => {
    const { pairing, told } = boxPressed(startPairing([1], { 'at:usb-1': 1 }), by(LEFT))
    expect(pairing.paired).toEqual({ 'box:A1': 1 })
    expect(told).toMatchObject({ forgotten: [] })
    const moved = presses(boxPressed(startPairing([2], { 'at:usb-1': 1 }), by(LEFT)), by(LEFT, 2))
    expect(moved.pairing.paired).toEqual({ 'box:A1': 2 })
  })

  it("forgets the till's old box when that one is not connected: it was replaced", () => {
    const { pairing, told } = boxPressed(startPairing([1], { 'box:OLD': 1 }), by(LEFT))
    expect(told).toMatchObject({ kind: 'paired', forgotten: ['box:OLD'] })
    expect(pairing.paired).toEqual({ 'box:A1': 1 })
  })

  it("keeps the till's other box when that one is connected: two boxes may be one till", () => {
    const { pairing, told } = boxPressed(startPairing([1], { 'box:B2': 1 }), by(LEFT))
    expect(told).toMatchObject({ kind: 'paired', forgotten: [] })
    expect(pairing.paired).toEqual({ 'box:A1': 1, 'box:B2': 1 })
  })

  it('skips a till', () => {
    expect(skipTill(startPairing([1, 2], { 'box:A1': 1 }))).toMatchObject({ asking: [2], paired: { 'box:A1': 1 } })
  })

  it('does not ask for tills whose box the settings name, and moves no such box', () => {
    const start = startPairing([1, 2], {}, { 'at:usb-1': 1 })
    expect(start.asking).toEqual([2])
    const { pairing, told } = boxPressed(start, by(LEFT))
    expect(told).toEqual({ kind: 'fixed', cashier: 1, box: 'box:A1', by: 'settings' })
    expect(pairing).toEqual(start)
  })

  it('assigns no box whose source says its till itself', () => {
    const start = startPairing([1], {})
    const { pairing, told } = boxPressed(start, by(LEFT, 0, { own: 7 }))
    expect(told).toEqual({ kind: 'fixed', cashier: 7, box: 'box:A1', by: 'source' })
    expect(pairing).toEqual(start)
  })

  it('says so when nothing tells a button from others', () => {
    expect(boxPressed(startPairing([1], {}), by([])).told).toEqual({ kind: 'nameless' })
  })

  it('takes no press for an answer that a box may have kept since before it was connected', () => {
    const start = startPairing([1], {})
    const early = boxPressed(start, by(LEFT, 0, { since: START - 1_400 }))
    expect(early).toEqual({ pairing: start, told: { kind: 'early', box: 'box:A1' } })
    expect(boxPressed(start, by(LEFT, 0, { since: START - 1_500 })).told).toMatchObject({ kind: 'paired' })
  })

  it('takes presses that follow at once for one: nobody has read the next question yet', () => {
    const first = boxPressed(startPairing([1, 2], {}), by(LEFT))
    const hasty = presses(first, by(LEFT, 0.4), by(LEFT, 0.8), by(LEFT, 1.6))
    expect(hasty.told).toEqual({ kind: 'nothing' })
    expect(hasty.pairing.doubted).toBeUndefined()
    expect(presses(hasty, by(LEFT, 2.6)).told).toMatchObject({ kind: 'belongs', cashier: 1, asked: 2 })
    expect(presses(first, by(RIGHT, 0.4)).told).toMatchObject({ kind: 'paired', cashier: 2 })
  })

  it('hears nothing of a box once every till was asked for', () => {
    expect(boxPressed(startPairing([], {}), by(LEFT)).told).toEqual({ kind: 'nothing' })
  })
})

describe('lamps while boxes are paired', () => {
  it('are lit where a box has a till, slow on the newest, and dark where it has none', () => {
    const desks = new PairingDesks(DEFAULT_SETTINGS.tills)
    desks.paired(3)
    expect([3, 4, NO_TILL].map((till) => desks.lamp(till))).toEqual(['slow', 'lit', 'off'])
  })

  it('change when a box gets a till', () => {
    const desks = new PairingDesks(DEFAULT_SETTINGS.tills)
    const shown: string[] = []
    const end = desks.onChange(() => shown.push(`${desks.lamp(3)} ${desks.lamp(4)}`))
    desks.paired(3)
    desks.paired(4)
    end()
    desks.paired(3)
    expect(shown).toEqual(['slow lit', 'lit slow'])
  })
})
