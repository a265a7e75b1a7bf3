/** A display's name on the display: the name comes from the display's own firmware, and that may be anybody's. */
import { describe, expect, test } from 'vitest'
import { nameSign } from '../../../main/window/name-sign.ts'

const HEAD = 'data:text/html;charset=utf-8,'

function page(name: string): string {
  const address = nameSign(name)
  expect(address.startsWith(HEAD)).toBe(true)
  return decodeURIComponent(address.slice(HEAD.length))
}

test('says the name', () => {
  expect(page('HDMI-2')).toContain('<p>HDMI-2</p>')
})

test('is a page that loads nothing and runs nothing', () => {
  expect(page('x')).toContain(
    `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"`,
  )
  expect(page('x')).not.toMatch(/script|src=|href|url\(/iu)
})

describe('a name that is a page of its own', () => {
  test.each([
    '</p><script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg/onload=alert(1)>',
    "'&lt;b&gt;",
    '<!--',
  ])('%s is only a name', (name) => {
    const text = /<p>(.*)<\/p>\n<\/html>$/su.exec(page(name))?.[1] ?? ''
    expect(text).not.toMatch(/[<>"']/u)
    expect(text.replace(/&#(\d+);/gu, (_, code) => String.fromCodePoint(Number(code)))).toBe(name)
  })

  test('cannot leave its address: # and % are letters like others', () => {
    expect(nameSign('#50% & ?')).not.toMatch(/[#?&]/u)
    expect(page('#50%')).toContain('<p>#50%</p>')
  })

  test('in any script is said as it is', () => {
    expect(page('شاشة 显示器')).toContain('شاشة 显示器')
  })
})
