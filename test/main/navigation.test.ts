import { describe, expect, it } from 'vitest'
import { mayGoTo } from '../../main/navigation.ts'

const relay = new URL('http://127.0.0.1:8000/?store=main')

describe('where the page may go', () => {
  it.each(['http://127.0.0.1:8000/', 'http://127.0.0.1:8000/cashier_buttons?lang=fr#3', 'HTTP://127.0.0.1:8000/'])(
    'stays within the relay: %s',
    (target) => {
      expect(mayGoTo(relay, target)).toBe(true)
    },
  )

  it.each([
    'https://127.0.0.1:8000/',
    'http://127.0.0.1:8001/',
    'http://127.0.0.1/',
    'http://localhost:8000/',
    'http://127.0.0.1:8000@evil.example/',
    'http://127.0.0.1.evil.example:8000/',
    'file:///etc/passwd',
    'data:text/html,<h1>closed</h1>',
    'blob:http://127.0.0.1:8000/9115d58c-bcda-ff47-86e5-083e9a215304',
    'javascript:alert(1)',
    'chrome://gpu',
    'about:blank',
    '/relative',
    '',
  ])('goes nowhere else: %s', (target) => {
    expect(mayGoTo(relay, target)).toBe(false)
  })
})
