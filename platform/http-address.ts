/** Where a server of this machine is, as an address. Pure. */

/** `http://127.0.0.1:8000`; an IPv6 address stands in brackets. */
export function httpAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** One that listens on all addresses is reached on this machine by the loopback one. */
export function reachedHere(address: string): string {
  return address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
