/** What Redis loses when it dies or fails over, said exactly. */
import type { RedisInspection } from '../../../relay/log/redis-inspect.ts'
import type { Facts } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { byHand, redisSet } from '../mend.ts'

type Answers = Extract<RedisInspection, { kind: 'answers' }>

export function judgeRedisDurability({ redis }: Facts): Judgement[] {
  if (redis?.kind !== 'answers') return []
  return [judgeDisk(redis), ...judgeLastWrite(redis), ...judgeReplicas(redis)]
}

function judgeDisk({ info, config, place }: Answers): Judgement {
  const aof = info.get('aof_enabled')
  const fsync = config.get('appendfsync')
  const about = { subject: `Redis ${place.label}`, facts: { aofEnabled: aof ?? null, appendfsync: fsync ?? null } }
  if (aof === '0') {
    const message = 'keeps no append-only file: when it dies, all since its last save is lost (minutes, or everything)'
    const mend = redisSet(place, ['appendonly', 'yes'], ['appendfsync', 'always'])
    return { severity: 'error', ...about, message, mend }
  }
  switch (fsync) {
    case 'always':
      return { severity: 'ok', ...about, message: 'loses nothing when it dies (appendfsync always)' }
    case 'everysec':
      return {
        ...about,
        ...lax(
          place,
          'appendfsync everysec: when its machine dies, up to 2 s of the log are lost; their calls come late or twice',
        ),
      }
    case 'no':
      return {
        ...about,
        ...lax(
          place,
          'appendfsync no: when its machine dies, 30 s of the log or more are lost; their calls come late or twice',
        ),
      }
    default: {
      const message = 'does not let its settings be seen: whether it loses the last second when it dies, its host knows'
      const mend = byHand('Ask its host for appendonly yes and appendfsync always')
      return { severity: 'note', ...about, message, mend }
    }
  }
}

/** Bridges send again what they still have in their journals; by then it is late, and screens have gone back. */
function lax(place: Answers['place'], message: string) {
  return { severity: 'warning' as const, message, mend: redisSet(place, ['appendfsync', 'always']) }
}

function judgeLastWrite({ info, place }: Answers): Judgement[] {
  const bad = ['aof_last_write_status', 'aof_last_bgrewrite_status'].filter((name) => info.get(name) === 'err')
  if (bad.length === 0) return []
  const message = `could not write its append-only file (${bad.join(', ')}): its disk is full or broken`
  const facts = { failing: bad }
  return [
    {
      severity: 'error',
      subject: `Redis ${place.label}`,
      message,
      mend: byHand('Free space on the disk of Redis'),
      facts,
    },
  ]
}

/** Without a bound, the main server goes on taking writes that no replica has; a failover then loses them. */
function judgeReplicas({ info, config, place }: Answers): Judgement[] {
  const replicas = Number(info.get('connected_slaves') ?? 0)
  const least = config.get('min-replicas-to-write')
  if (replicas === 0 || least === undefined || Number(least) > 0) return []
  const message = `has ${replicas} replicas and waits for none: a failover may lose what they did not have yet`
  const mend = redisSet(place, ['min-replicas-to-write', '1'])
  return [{ severity: 'note', subject: `Redis ${place.label}`, message, mend, facts: { replicas, minReplicas: 0 } }]
}
