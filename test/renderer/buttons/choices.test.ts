import { describe, expect, test } from 'vitest'
import { initialLanguage } from '../../../renderer/buttons/language-menu.ts'
import { actionOf } from '../../../renderer/buttons/mode.ts'
import { shortcutIndex } from '../../../renderer/buttons/shortcuts.ts'
import { pageAddress } from '../../../renderer/client/page-address.ts'
import { call, close, help, stateAfter } from '../../helpers/board.ts'

describe('the action of a press', () => {
  test('is the chosen one', () => {
    expect(actionOf('cancel', stateAfter(), 3)).toBe('cancel')
  })

  test('closes an open till and opens a closed one', () => {
    expect(actionOf('turn', stateAfter(), 3)).toBe('close')
    expect(actionOf('turn', stateAfter([0, close(3)]), 3)).toBe('open')
    expect(actionOf('turn', stateAfter([0, close(3)], [10, call(3)]), 3)).toBe('close')
  })

  test('calls for help, and takes that back', () => {
    expect(actionOf('help', stateAfter(), 3)).toBe('help')
    expect(actionOf('help', stateAfter([0, help(3)]), 3)).toBe('helped')
  })
})

describe('the language at the beginning', () => {
  const PAGE = 'http://relay/cashier_buttons'

  test("is the address's, before the reader's, before the store's", () => {
    expect(initialLanguage(`${PAGE}?language=ar`, ['fr'], ['de']).tag).toBe('ar')
    expect(initialLanguage(PAGE, ['fr-CA'], ['de']).tag).toBe('fr')
    expect(initialLanguage(PAGE, [], ['de']).tag).toBe('de')
  })

  test('passes over languages that nobody has translated', () => {
    expect(initialLanguage(`${PAGE}?language=tlh`, ['is', 'es'], ['de']).tag).toBe('es')
    expect(initialLanguage(PAGE, ['is'], ['fo']).tag).toBe('en')
  })
})

test('the digits 1 to 9 and 0 reach ten tills, the two keys beside them two more, the number pad the ten', () => {
  const codes = ['Digit1', 'Digit9', 'Digit0', 'Minus', 'Equal', 'Numpad1', 'Numpad0', 'KeyA']
  expect(codes.map(shortcutIndex)).toEqual([0, 8, 9, 10, 11, 0, 9, undefined])
})

describe("the page's address", () => {
  test('says where the socket is, also behind TLS', () => {
    expect(pageAddress('http://shop:8000/cashier_buttons').socketUrl).toBe('ws://shop:8000/ws')
    expect(pageAddress('https://shop/').socketUrl).toBe('wss://shop/ws')
  })

  test("carries the token behind the #, where no server sees it, and not into the socket's address", () => {
    const address = pageAddress('http://shop:8000/?store=b2#token=abc')
    expect(address).toEqual({ socketUrl: 'ws://shop:8000/ws', store: 'b2', token: 'abc' })
  })

  test('is what the page is told where it is told anything: the kiosk has no relay of its own', () => {
    const told = { socket: 'wss://relay.example/ws', store: 'b3', token: 'told' }
    expect(pageAddress('app://kiosk/buttons/?store=b2#token=abc', told)).toEqual({
      socketUrl: 'wss://relay.example/ws',
      store: 'b3',
      token: 'told',
    })
  })

  test('stands in for each thing that the page is not told', () => {
    expect(pageAddress('http://shop:8000/?store=b2#token=abc', { token: 'told' })).toEqual({
      socketUrl: 'ws://shop:8000/ws',
      store: 'b2',
      token: 'told',
    })
    expect(pageAddress('app://kiosk/screen/', { socket: 'ws://127.0.0.1:8000/ws' })).toEqual({
      socketUrl: 'ws://127.0.0.1:8000/ws',
      store: 'main',
    })
  })
})
