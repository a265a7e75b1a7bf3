/** Command-line switches that would hand the kiosk to somebody else. Pure. */

/**
 * Refused by the installed program. Chromium's own switches cannot be turned off by a fuse: these open a debugger, load
 * foreign code, send the program's traffic through somebody else, or take away what keeps pages apart.
 */
const REFUSED = new Set([
  'js-flags',
  'load-extension',
  'disable-extensions-except',
  'load-and-launch-app',
  'disable-web-security',
  'disable-site-isolation-trials',
  'disable-site-isolation-for-policy',
  'single-process',
  'allow-file-access-from-files',
  'allow-running-insecure-content',
  'unsafely-treat-insecure-origin-as-secure',
  'host-rules',
  'host-resolver-rules',
  'browser-subprocess-path',
  'register-pepper-plugins',
  'auto-open-devtools-for-tabs',
  'enable-automation',
  'enable-logging-redirect',
  'wait-for-debugger',
  'wait-for-debugger-children',
  'log-net-log',
  'ssl-key-log-file',
])
/** Families, new members of which nobody would hear of. */
const BEGINNINGS = ['remote-debugging-', 'remote-allow-', 'inspect', 'ignore-certificate-errors', 'proxy-']
const ENDS = ['-cmd-prefix', '-launcher']

/** As Chromium reads it: spaces around it do not count, and Windows knows `/name` as well. */
const SWITCH = /^\s*(?:--?|\/)([a-z0-9_-]+)\s*(?:=|$)/iu

/** The first switch of these that the command line has, without its value. `argv` begins with the program. */
export function refusedSwitch(argv: readonly string[]): string | undefined {
  return argv
    .slice(1)
    .map((arg) => SWITCH.exec(arg)?.[1]?.toLowerCase())
    .find((name) => name !== undefined && isRefused(name))
}

function isRefused(name: string): boolean {
  if (REFUSED.has(name)) return true
  return BEGINNINGS.some((part) => name.startsWith(part)) || ENDS.some((part) => name.endsWith(part))
}
