/**
 * Where a request comes from, behind proxies too. `X-Forwarded-For` grows on the right: each proxy adds whom it heard.
 * So it is read from the right for as long as the one who said it is a proxy of ours; whatever stands further left
 * anybody can have written.
 */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Whether what this address says about others is believed. */
export type Trusted = (address: string) => boolean

/** A longer chain than any honest one; what is left of it is not looked at. */
const MOST_HOPS = 16

/** `networks` as in the settings: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`. */
export function trustedProxies(networks: readonly string[]): Trusted {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** The address of the client itself, in its shortest form; IPv4 is never dressed up as IPv6. */
export function clientAddress(request: IncomingMessage, trusted: Trusted): string {
  let address = plainAddress(request.socket.remoteAddress ?? '') ?? ''
  const header = request.headers['x-forwarded-for']
  // Ten thousand screens come straight to the relay; looking a network up costs as much as their hello.
  if (header === undefined) return address
  const hops = (Array.isArray(header) ? header.join(',') : header).split(',').slice(-MOST_HOPS)
  for (const hop of hops.reverse()) {
    if (!trusted(address)) return address
    const before = plainAddress(withoutPort(hop.trim()))
    if (before === undefined) return address
    address = before
  }
  return address
}

/** Who shares a limit: an IPv4 address, or the /64 of an IPv6 one, of which anybody has 2^64. */
export function limitKey(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = address.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const after = tail.split(':').filter((group) => group !== '')
  if (address.includes('::'))
    groups.push(...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after)
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** `undefined`: no address at all. */
function plainAddress(text: string): string | undefined {
  const address = text.replace(/%.*$/u, '').toLowerCase()
  const family = isIP(address)
  if (family === 0) return undefined
  return family === 4 ? address : unmapped(new URL(`http://[${address}]`).hostname.slice(1, -1))
}

/** `::ffff:7f00:1` is 127.0.0.1. */
function unmapped(address: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/u.exec(address) ?? []
  if (high === undefined || low === undefined) return address
  const bits = Number.parseInt(high, 16) * 0x1_0000 + Number.parseInt(low, 16)
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.')
}

/** Some proxies add the port: `203.0.113.7:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^\[(.+)\](:\d+)?$/u.exec(hop)?.[1] ?? /^([\d.]+):\d+$/u.exec(hop)?.[1] ?? hop
}
