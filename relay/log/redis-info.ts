/** What Redis says about itself (`INFO`), as far as the log depends on it. Pure. */

/** XTRIM MINID and exclusive ranges came with this. */
const OLDEST = [6, 2] as const

export type ServerVerdict =
  | { readonly kind: 'serves'; readonly warnings: readonly string[] }
  | { readonly kind: 'too_old'; readonly version: string }

/** An answer without a version (some proxies) is taken for good. */
export function judgeServer(info: string): ServerVerdict {
  const fields = infoFields(info)
  const version = fields.get('redis_version')
  if (version !== undefined && isOlder(version)) return { kind: 'too_old', version }
  return { kind: 'serves', warnings: dangers(fields) }
}

/** `INFO` as Redis answers it: lines of `name:value` between headings. */
export function infoFields(info: string): ReadonlyMap<string, string> {
  return new Map(info.split(/\r?\n/u).map((line) => splitOnce(line)))
}

function dangers(fields: ReadonlyMap<string, string>): string[] {
  const warnings: string[] = []
  if (fields.get('aof_enabled') === '0') {
    warnings.push(
      'Redis runs without appendonly: what came since its last save is lost when it dies; set appendonly yes',
    )
  }
  const policy = fields.get('maxmemory_policy') ?? ''
  if (policy.startsWith('allkeys') && fields.get('maxmemory') !== '0') {
    warnings.push(`Redis may throw the log away (maxmemory-policy ${policy}): set maxmemory-policy noeviction`)
  }
  return warnings
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
}

function splitOnce(line: string): [string, string] {
  const colon = line.indexOf(':')
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1)]
}
