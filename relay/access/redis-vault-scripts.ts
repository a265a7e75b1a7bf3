/**
 * The vault in Redis. All keys share the hash tag `{access}`, so a cluster keeps them on one node and each script sees
 * all it needs in one step.
 *
 * `<pairing>:CODE`   hash, `offer` JSON, `proof`, `state` (pending, approved, refused), `decision` JSON; expires
 * `<pairings>`       sorted set, code -> when it ends; counts them
 * `<told>:PROOF`    string, the `decision` of a code that was collected; expires soon
 * `<issued>:STORE`   hash, token id -> JSON; expires with its newest token
 * `<revoked>`        sorted set, token id -> when the token would have ended, ms
 * `<revision>`       string, another one after each revocation
 */
import { createHash } from 'node:crypto'
import type { Script } from '../log/redis-scripts.ts'

const PREFIX = 'cashierq:{access}'
export const VAULT_KEYS = {
  pairing: (code: string): string => `${PREFIX}:pairing:${code}`,
  pairings: `${PREFIX}:pairings`,
  told: (proof: string): string => `${PREFIX}:told:${proof}`,
  issued: (store: string): string => `${PREFIX}:issued:${store}`,
  revoked: `${PREFIX}:revoked`,
  revision: `${PREFIX}:revision`,
}

/** Redis' own time: the relays' clocks need not agree. Instants are written out in full: Lua would round them. */
const TIME = `
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function text(number) return string.format('%.0f', number) end
`

function script(lua: string): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') }
}

/** KEYS pairing, pairings; ARGV code, offer, proof, how long it holds, how many there may be. */
export const OFFER = script(`${TIME}
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now()))
if redis.call('EXISTS', KEYS[1]) == 1 then return 'taken' end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then return 'full' end
redis.call('HSET', KEYS[1], 'offer', ARGV[2], 'proof', ARGV[3], 'state', 'pending')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[2], text(now() + tonumber(ARGV[4])), ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 'offered'
`)

/** KEYS pairing. Answers proof, state, offer and decision; each may be missing. */
export const LOOK = script(`return redis.call('HMGET', KEYS[1], 'proof', 'state', 'offer', 'decision')`)

/** KEYS pairing; ARGV state, decision. */
export const DECIDE = script(`
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return 'unknown' end
if state ~= 'pending' then return 'late' end
redis.call('HSET', KEYS[1], 'state', ARGV[1], 'decision', ARGV[2])
return 'decided'
`)

/** KEYS pairing, issued, pairings, told; ARGV proof, token id, what is issued, when it ends, code, how long it is told again. Answers 1 once. */
export const COLLECT = script(`
local known = redis.call('HMGET', KEYS[1], 'proof', 'state')
if known[1] ~= ARGV[1] or known[2] ~= 'approved' then return 0 end
redis.call('SET', KEYS[4], redis.call('HGET', KEYS[1], 'decision'), 'PX', ARGV[6])
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[3], ARGV[5])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('PEXPIREAT', KEYS[2], ARGV[4])
return 1
`)

/** KEYS told, revoked. Answers the decision, unless the token was revoked meanwhile. */
export const TELL_AGAIN = script(`
local decision = redis.call('GET', KEYS[1])
if not decision then return false end
if redis.call('ZSCORE', KEYS[2], cjson.decode(decision).issued.id) then return false end
return decision
`)

/** KEYS issued. */
export const ISSUED = script(`return redis.call('HVALS', KEYS[1])`)

/** KEYS revoked, revision, issued; ARGV token id, when it would have ended, a new revision. */
export const REVOKE = script(`${TIME}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now()))
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
redis.call('SET', KEYS[2], ARGV[3])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
`)

/** KEYS revoked, revision; ARGV the revision that is known. Answers the revision, and all that count if it is another. */
export const REVOCATIONS = script(`${TIME}
local revision = redis.call('GET', KEYS[2]) or 'none'
if revision == ARGV[1] then return {revision} end
return {revision, redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. text(now()), '+inf', 'WITHSCORES')}
`)
