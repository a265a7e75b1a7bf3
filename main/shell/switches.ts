/** Command-line switches that would hand the kiosk to somebody else. Pure. */

/**
 * Refused by the installed program. Chromium's own switches cannot be turned off by a fuse: these open a debugger, load
 * foreign code, or take away what keeps pages apart.
 */
const REFUSED = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'js-flags',
  'load-extension',
  'disable-extensions-except',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-file-access-from-files',
  'allow-running-insecure-content',
  'ignore-certificate-errors',
  'host-rules',
  'host-resolver-rules',
  'proxy-server',
  'proxy-pac-url',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'ppapi-plugin-launcher',
  'browser-subprocess-path',
  'register-pepper-plugins',
  'enable-logging-redirect',
  'log-net-log',
]

/** The first switch of these that the command line has, without its value. */
export function refusedSwitch(argv: readonly string[]): string | undefined {
  for (const arg of argv) {
    const name = /^--?([a-z0-9-]+)/iu.exec(arg)?.[1]?.toLowerCase()
    if (name !== undefined && REFUSED.includes(name)) return name
  }
  return undefined
}
