/** Whose address counts, whatever proxies say and whoever pretends to be one. */
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { clientAddress, limitKey, trustedProxies } from '../../relay/access/address.ts'

function from(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded
  return request
}

describe('the client is', () => {
  const trusted = trustedProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
  test.each([
    // peer, X-Forwarded-For, client
    ['203.0.113.7', undefined, '203.0.113.7'],
    ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['::ffff:203.0.113.7', '127.0.0.1', '203.0.113.7'],
    ['127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['::ffff:127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['fd00::1', '2001:DB8:0:0::7', '2001:db8::7'],
    // A client that wrote a header of its own: the proxy has added the truth on the right.
    ['127.0.0.1', '127.0.0.1, 203.0.113.7', '203.0.113.7'],
    ['127.0.0.1', '1.2.3.4, 203.0.113.7, 10.0.0.5', '203.0.113.7'],
    ['127.0.0.1', '10.9.9.9, 203.0.113.7', '203.0.113.7'],
    // All of them ours: the first of the chain.
    ['127.0.0.1', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['127.0.0.1', '::ffff:203.0.113.7', '203.0.113.7'],
    ['127.0.0.1', '::ffff:cb00:7107', '203.0.113.7'],
    ['127.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
    ['127.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['127.0.0.1', 'fe80::1%eth0', 'fe80::1'],
    // Nonsense is nobody's address: whoever said it is as far as can be seen.
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
    ['127.0.0.1', '203.0.113.7, <script>', '127.0.0.1'],
    ['11.0.0.1', '203.0.113.7', '11.0.0.1'],
  ])('peer %s saying %s: %s', (peer, forwarded, client) => {
    expect(clientAddress(from(peer, forwarded), trusted)).toBe(client)
  })

  test('the peer where no proxy is trusted', () => {
    expect(clientAddress(from('127.0.0.1', '203.0.113.7'), trustedProxies([]))).toBe('127.0.0.1')
  })

  test('found at once in a header of a hundred thousand hops', () => {
    const header = `${'10.0.0.1,'.repeat(100_000)}203.0.113.7`
    expect(clientAddress(from('127.0.0.1', header), trusted)).toBe('203.0.113.7')
  })
})

describe('a limit is shared by', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ])('%s: %s', (address, key) => {
    expect(limitKey(address)).toBe(key)
  })
})
