import { describe, expect, it } from 'vitest'
import { waitingPage } from '../../main/waiting-page.ts'

function htmlOf(url: string): string {
  return decodeURIComponent(url.replace('data:text/html;charset=utf-8,', ''))
}

describe('the page without a relay', () => {
  it('tells customers to watch the cashiers, and that it is offline', () => {
    const html = htmlOf(waitingPage('en'))
    expect(html).toContain('Please watch the cashiers')
    expect(html).toContain('data-view="offline"')
  })

  it('speaks the store’s language, right to left where that is how it is read', () => {
    expect(htmlOf(waitingPage('ar'))).toMatch(/<html lang="ar" dir="rtl"/u)
  })

  it('falls back to English', () => {
    expect(htmlOf(waitingPage('tlh'))).toContain('Please watch the cashiers')
  })

  it('asks for nothing from anywhere and runs nothing', () => {
    const html = htmlOf(waitingPage('en'))
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/<script|https?:|src=/u)
  })
})
