/**
 * Whether the page may go to `target`: only within the relay's origin. The origin of `data:`, `file:`, `blob:` of
 * elsewhere and `javascript:` is never the relay's, so they need no rule of their own.
 */
export function mayGoTo(relay: URL, target: string): boolean {
  if (!URL.canParse(target)) return false
  const { origin, protocol } = new URL(target)
  return origin === relay.origin && protocol === relay.protocol
}
