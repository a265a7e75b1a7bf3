/** Whether Redis may throw the log away, or refuse it, for want of memory. */
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { redisSet } from '../mend.ts'
import { bytes, percent } from '../words.ts'

const NEARLY_FULL = 0.9

export function judgeRedisMemory({ redis }: Facts): Judgement[] {
  if (redis?.kind !== 'answers') return []
  const { info, place } = redis
  const limit = Number(info.get('maxmemory') ?? 0)
  const used = Number(info.get('used_memory') ?? 0)
  const policy = info.get('maxmemory_policy') ?? 'unknown'
  const about = { subject: `Redis ${place.label}`, facts: { maxmemory: limit, usedMemory: used, policy } }
  if (limit === 0)
    return [{ severity: 'ok', ...about, message: `throws nothing away (no maxmemory); uses ${bytes(used)}` }]
  const full = used / limit
  if (policy.startsWith('allkeys')) {
    const message = `may throw the whole log away when its ${bytes(limit)} are full (maxmemory-policy ${policy})`
    return [{ severity: 'error', ...about, message, mend: redisSet(place, ['maxmemory-policy', 'noeviction']) }]
  }
  if (policy.startsWith('volatile')) {
    const message = `may forget which presses it has had when it is full (maxmemory-policy ${policy}): doubles get in`
    return [{ severity: 'warning', ...about, message, mend: redisSet(place, ['maxmemory-policy', 'noeviction']) }]
  }
  const message = `uses ${percent(full)} of its ${bytes(limit)}`
  if (full < NEARLY_FULL) return [{ severity: 'ok', ...about, message: `${message}, and throws nothing away` }]
  const mend = redisSet(place, ['maxmemory', '0'])
  return [{ severity: 'warning', ...about, message: `${message}: when it is full it takes no press any more`, mend }]
}
