/**
 * Which web pages may talk to the relay. A browser sends `Origin` with every socket and every POST; a program sends
 * none and is let through to the token check.
 *
 * The relay's own pages are recognised by the address it listens on, not by comparing Origin with Host: a foreign name
 * that an attacker points at 127.0.0.1 (DNS rebinding) would pass that comparison.
 */
import { hostname, networkInterfaces } from 'node:os'
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'

export type OriginRule = (origin: string | undefined) => boolean

/** `host` and `port` as bound; `allowed` are further origins such as `https://desk.example`, or the relay's public address. */
export function originRule(
  host: string,
  port: number,
  allowed: readonly string[],
  addresses: () => readonly string[] = ownAddresses,
): OriginRule {
  const ownNow = () =>
    new Set(ownHosts(host, addresses).flatMap((name) => [`http://${name}:${port}`, ...defaultPort(name, port)]))
  const others = new Set([KIOSK_ORIGIN, ...allowed.map(asBrowsersSay)])
  let own = ownNow()
  return (origin) => {
    const said = origin?.toLowerCase()
    if (said === undefined || own.has(said) || others.has(said)) return true
    // At boot a relay is often there before the network, which may also give it another address at any time.
    own = ownNow()
    return own.has(said)
  }
}

/**
 * Under which names the relay may be asked at all, by the header `Host`. A browser sends no `Origin` with a plain GET of
 * a page's own host; a foreign name that points here would read the board of a relay without tokens. Any port will do:
 * people come through tunnels.
 */
export function hostRule(host: string, allowed: readonly string[]): (header: string | undefined) => boolean {
  const names = new Set([...ownHosts(host, ownAddresses), ...allowed.flatMap((origin) => nameIn(origin) ?? [])])
  return (header) => {
    const name = header === undefined ? undefined : nameIn(`http://${header}`)
    return header === undefined || (name !== undefined && names.has(name))
  }
}

function nameIn(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname : undefined
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/u.test(host)
}

function ownHosts(host: string, addresses: () => readonly string[]): string[] {
  if (isLoopback(host)) return ['127.0.0.1', 'localhost', '[::1]', bracketed(host)]
  if (host !== '0.0.0.0' && host !== '::') return [bracketed(host)]
  const name = hostname().toLowerCase()
  return ['localhost', name, `${name}.local`, ...addresses().map(bracketed)]
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host.toLowerCase()
}

/** A browser leaves the default port out of `Origin`. */
function defaultPort(name: string, port: number): string[] {
  return port === 80 ? [`http://${name}`] : []
}

/** Without the default port, as in a browser's `Origin`; what is no web address stays as it is. */
function asBrowsersSay(origin: string): string {
  const url = /^https?:\/\//iu.test(origin) && URL.canParse(origin) ? new URL(origin) : undefined
  return url ? url.origin : origin.toLowerCase()
}
