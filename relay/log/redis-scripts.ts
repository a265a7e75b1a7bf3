/**
 * The log's Redis side: keys and Lua. Everything that must be decided in one step is a script; Redis runs them one at
 * a time. All keys of a store share the hash tag `{store}`, so a cluster keeps them on one node.
 *
 * `<log>`        stream, ids `<offset>-0`, fields `e` event JSON, `p` producer, `s` seq, `t` log time in ms
 * `<producers>`  hash, producer -> `<newest seq>:<offset>`
 * `<meta>`       hash, `epoch`, `offset` (the newest) and `at` (its log time)
 * `<snapshot>`   hash, `epoch`, `offset`, `state` JSON
 * `<id>`         string, offset of the entry whose event has this id; expires
 * `<probe>`      stream, written and read back to see that both work
 * `<bell>`       channel, tells each entry as it is appended; see `APPEND`
 */
import { createHash } from 'node:crypto'

export type RedisKeys = {
  readonly log: string
  readonly producers: string
  readonly meta: string
  readonly snapshot: string
  readonly probe: string
  readonly bell: string
  id(id: string): string
}

export function redisKeys(store: string): RedisKeys {
  const prefix = `cashierq:{${store}}`
  return {
    log: `${prefix}:log`,
    producers: `${prefix}:producers`,
    meta: `${prefix}:meta`,
    snapshot: `${prefix}:snapshot`,
    probe: `${prefix}:probe`,
    bell: `${prefix}:bell`,
    id: (id) => `${prefix}:id:${id}`,
  }
}

export type Script = { readonly lua: string; readonly sha: string }

function script(...parts: string[]): Script {
  const lua = parts.join('\n')
  return { lua, sha: createHash('sha1').update(lua).digest('hex') }
}

/**
 * `newest`: the offset in meta, or more if another program has added to the stream by itself. `text` because Lua
 * writes a large number as 1.79e+12.
 */
const COMMON = `
local function text(n) return string.format('%.0f', n) end
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function place(id) return tonumber(string.match(id, '^%d+')) end
local function newest(log, meta)
  local offset = tonumber(redis.call('HGET', meta, 'offset')) or 0
  local top = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
  if top then return math.max(offset, place(top[1])) end
  if redis.call('EXISTS', log) == 0 then return offset end
  local info = redis.call('XINFO', 'STREAM', log)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then return math.max(offset, place(info[i + 1])) end
  end
  return offset
end
local function first(log, meta)
  local head = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  if head then return math.max(1, place(head[1])) end
  return newest(log, meta) + 1
end
local function stamp(entry)
  if not entry then return '' end
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 't' then return entry[2][i + 1] end
  end
  return ''
end
`

/**
 * KEYS log, producers, meta [, id]; ARGV producer, seq, event, epoch if there is none yet, ms to remember the id, bell.
 *
 * The bell tells `<offset> <at> <t of the entry before> <epoch> <event>`, with `-` where that is not of ours. Who has
 * an entry before with just that time and epoch has everything before this one. That Redis lets nobody ring (access
 * lists) is no reason to refuse what is appended already.
 */
export const APPEND = script(
  COMMON,
  `
local seq = tonumber(ARGV[2])
local known = redis.call('HGET', KEYS[2], ARGV[1])
local last = 0
if known then
  local s, o = string.match(known, '^(%d+):(%d+)$')
  if not s then return redis.error_reply('CASHIERQ ' .. KEYS[2] .. ' holds something else than seq:offset') end
  last = tonumber(s)
  if seq <= last then return {'dup', tonumber(o)} end
end
if seq ~= last + 1 then return {'gap', last} end
local seen = KEYS[4] and tonumber(redis.call('GET', KEYS[4]))
if seen then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ':' .. text(seen))
  return {'dup', seen}
end
local at = now()
local head = redis.call('HMGET', KEYS[3], 'offset', 'epoch', 'at')
local before = head[3] or '-'
local offset = (tonumber(head[1]) or 0) + 1
local function add(write)
  return write('XADD', KEYS[1], text(offset) .. '-0', 'e', ARGV[3], 'p', ARGV[1], 's', ARGV[2], 't', text(at))
end
local added = add(redis.pcall)
if type(added) == 'table' and added.err then
  local beyond = newest(KEYS[1], KEYS[3]) + 1
  if beyond == offset then return added end
  offset = beyond
  before = '-'
  add(redis.call)
end
local epoch = head[2] or ARGV[4]
redis.call('HSET', KEYS[3], 'epoch', epoch, 'offset', text(offset), 'at', text(at))
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ':' .. text(offset))
if KEYS[4] then redis.call('SET', KEYS[4], text(offset), 'PX', ARGV[5]) end
redis.pcall('PUBLISH', ARGV[6], table.concat({text(offset), text(at), before, epoch, ARGV[3]}, ' '))
return {'appended', offset, at}
`,
)

/** KEYS log, meta; ARGV epoch if there is none yet. */
export const POSITION = script(
  COMMON,
  `
redis.call('HSETNX', KEYS[2], 'epoch', ARGV[1])
return {redis.call('HGET', KEYS[2], 'epoch'), first(KEYS[1], KEYS[2]), newest(KEYS[1], KEYS[2]), now()}
`,
)

/**
 * KEYS log, meta; ARGV epoch if there is none yet, a reader's offset, limit. Answers the position, the `t` of the entry
 * at the reader's offset, and the entries after it: all of the same moment. An id that is no offset, such as 5-1, is
 * passed by with its neighbour.
 */
export const LOOK = script(
  COMMON,
  `
local epoch = redis.call('HGET', KEYS[2], 'epoch')
if not epoch then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[2], 'epoch', epoch)
end
local id = ARGV[2] .. '-0'
local tail = stamp(redis.call('XRANGE', KEYS[1], id, id)[1])
local after = redis.call('XRANGE', KEYS[1], '(' .. ARGV[2] .. '-18446744073709551615', '+', 'COUNT', ARGV[3])
return {epoch, first(KEYS[1], KEYS[2]), newest(KEYS[1], KEYS[2]), now(), tail, after}
`,
)

/** KEYS log, meta; ARGV first offset wanted, limit. Answers first offset there is, `t` before the entries, entries. */
export const READ = script(
  COMMON,
  `
local from = ARGV[1] .. '-0'
local oldest = first(KEYS[1], KEYS[2])
if tonumber(ARGV[1]) < oldest then return {oldest, '', {}} end
local before = stamp(redis.call('XREVRANGE', KEYS[1], '(' .. from, '-', 'COUNT', 1)[1])
return {oldest, before, redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', ARGV[2])}
`,
)

/** KEYS snapshot, log, meta; ARGV epoch, offset, state. Answers 1 if it was saved. */
export const SAVE_SNAPSHOT = script(
  COMMON,
  `
local offset = tonumber(ARGV[2])
if redis.call('HGET', KEYS[3], 'epoch') ~= ARGV[1] then return 0 end
if offset > newest(KEYS[2], KEYS[3]) then return 0 end
local old = redis.call('HMGET', KEYS[1], 'epoch', 'offset')
if old[1] == ARGV[1] and tonumber(old[2]) >= offset then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'offset', ARGV[2], 'state', ARGV[3])
return 1
`,
)

/** KEYS snapshot, meta. Answers nothing, or epoch, offset and state. */
export const LOAD_SNAPSHOT = script(`
local saved = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'state')
if not saved[1] or saved[1] ~= redis.call('HGET', KEYS[2], 'epoch') then return {} end
return saved
`)

/**
 * KEYS log, meta, snapshot, producers; ARGV offset up to which to forget. Answers the first offset there is then.
 *
 * Relays are producers for as long as they run, and each takes new names; those whose newest record is forgotten are,
 * too. One that still lives hears of a gap and takes another name. A bridge's journal may come back after a year: kept.
 */
export const TRIM = script(
  COMMON,
  `
local saved = redis.call('HMGET', KEYS[3], 'epoch', 'offset')
local covered = 0
if saved[1] and saved[1] == redis.call('HGET', KEYS[2], 'epoch') then covered = tonumber(saved[2]) end
local limit = math.min(tonumber(ARGV[1]), covered)
if limit > 0 and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('XTRIM', KEYS[1], 'MINID', text(limit + 1) .. '-0')
  local all = redis.call('HGETALL', KEYS[4])
  for i = 1, #all, 2 do
    local passing = string.match(all[i], '^relay%-') or string.match(all[i], '^settings%-')
    local offset = tonumber(string.match(all[i + 1], ':(%d+)$'))
    if passing and offset and offset <= limit then redis.call('HDEL', KEYS[4], all[i]) end
  end
end
return first(KEYS[1], KEYS[2])
`,
)

/**
 * KEYS meta, snapshot; ARGV epoch as known, new epoch. Answers the epoch that holds now.
 *
 * A Redis that came back from an older state has lost its newest entries, and others will take their offsets: that is
 * another life of the log. The snapshot came back with it, so it stays good.
 */
export const RENEW = script(`
if redis.call('HGET', KEYS[1], 'epoch') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2])
  if redis.call('HGET', KEYS[2], 'epoch') == ARGV[1] then redis.call('HSET', KEYS[2], 'epoch', ARGV[2]) end
end
return redis.call('HGET', KEYS[1], 'epoch')
`)

export const ALL_SCRIPTS = [APPEND, POSITION, LOOK, READ, SAVE_SNAPSHOT, LOAD_SNAPSHOT, TRIM, RENEW] as const
