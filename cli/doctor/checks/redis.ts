/** Whether Redis answers, is the one that takes writes, and gives back what was just written. */
import type { RedisInspection } from '../../../relay/log/redis-inspect.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand, redisCli, run } from '../mend.ts'

/** A press waits for one such round trip, ms. */
const SLOW = 50

export function judgeRedis({ redis }: Facts): Judgement[] {
  if (!redis) return []
  const subject = `Redis ${redis.place.label}`
  if (redis.kind === 'answers')
    return [judgeVersion(subject, redis), judgeRole(subject, redis), judgeRoundTrip(subject, redis)]
  const mend =
    redis.kind === 'unreachable'
      ? run(redisCli(redis.place, 'PING'), 'if that fails too: look at the server, the password and the firewall')
      : byHand('Install Redis 6.2 or newer, or name another one in REDIS_URL')
  return [{ severity: 'error', subject, message: redis.reason, mend, facts: { kind: redis.kind } }]
}

type Answers = Extract<RedisInspection, { kind: 'answers' }>

/** One that is too old has refused already; a proxy may tell no version at all. */
function judgeVersion(subject: string, { info }: Answers): Judgement {
  const version = info.get('redis_version')
  const message =
    version === undefined ? 'answers, but tells no version: it must be 6.2 or newer' : `version ${version}`
  return { severity: version === undefined ? 'note' : 'ok', subject, message, facts: { version: version ?? null } }
}

function judgeRole(subject: string, { info }: Answers): Judgement {
  const role = info.get('role') ?? 'unknown'
  const about = { subject, facts: { role } }
  if (role !== 'slave') return { severity: 'ok', ...about, message: 'takes writes' }
  const main = `${info.get('master_host')}:${info.get('master_port')}`
  const message = `is a replica of ${main} and takes no writes: no press gets into the log`
  return { severity: 'error', ...about, message, mend: byHand(`Set REDIS_URL to ${main}`) }
}

function judgeRoundTrip(subject: string, { roundTrip, place }: Answers): Judgement {
  if (roundTrip.kind === 'failed') {
    const facts = { reason: roundTrip.reason }
    const message = `takes no writes: ${roundTrip.reason}`
    return {
      severity: 'error',
      subject,
      message,
      mend: run(redisCli(place, 'INFO'), 'says whether it is full, loading, or a replica'),
      facts,
    }
  }
  const ms = Math.round(roundTrip.ms * 10) / 10
  const about = { subject, facts: { roundTripMs: ms } }
  if (ms < SLOW) return { severity: 'ok', ...about, message: `gives back what was written after ${ms} ms` }
  const message = `gives back what was written only after ${ms} ms: each press comes so much later`
  return {
    severity: 'warning',
    ...about,
    message,
    mend: run(redisCli(place, '--latency'), 'tells the network from the server'),
  }
}
