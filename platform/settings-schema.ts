/** What each setting may be. The values of tills and of the board are checked by the same rules as in the log. */
import { isIP } from 'node:net'
import * as v from 'valibot'
import { Board, BoxTills, LanguageTag, StoreName, Till } from '../protocol/settings.ts'
import { KIOSK_SETTINGS } from './kiosk-settings.ts'
import { LOG_LEVELS } from './logger.ts'

const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535, 'must be at most 65535'))
const Origin = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9+.-]*:\/\/[^/]+$/iu, 'must be an origin such as "https://desk.example"'),
)
const RedisUrl = v.pipe(
  v.string(),
  v.regex(/^rediss?(\+cluster|\+sentinel)?:\/\/\S+$/u, 'must be a URL such as "redis://127.0.0.1:6379"'),
)
const Secret = v.pipe(v.string(), v.minLength(8, 'must have at least 8 characters; 32 random ones are good'))
const PublicUrl = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^/?#\s]+$/iu, 'must be an address without a path, such as "https://calls.example"'),
)
const Pattern = v.pipe(v.string(), v.maxLength(200), v.check(isPattern, 'must be a regular expression'))

export const SettingsSchema = v.object({
  redisUrl: v.optional(RedisUrl),
  redisCa: v.optional(v.pipe(v.string(), v.minLength(1))),
  host: v.pipe(v.string(), v.minLength(1)),
  port: Port,
  store: StoreName,
  dataDir: v.pipe(v.string(), v.minLength(1)),
  holdMs: Board.entries.hold,
  floorMs: Board.entries.floor,
  lingerMs: Board.entries.linger,
  staleAfterMs: Board.entries.staleAfter,
  slots: Board.entries.slots,
  secret: v.optional(Secret),
  previousSecret: v.optional(Secret),
  language: LanguageTag,
  languages: v.optional(v.pipe(v.array(LanguageTag), v.minLength(1))),
  origins: v.array(Origin),
  publicUrl: v.optional(PublicUrl),
  trustedProxies: v.array(v.pipe(v.string(), v.check(isNetwork, 'must be addresses or networks such as "10.0.0.0/8"'))),
  socketsPerAddress: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
  plainPattern: v.optional(Pattern),
  plainBaud: v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(4_000_000)),
  logLevel: v.picklist(LOG_LEVELS),
  sources: v.array(v.string()),
  boxes: v.optional(BoxTills, {}),
  tills: v.optional(v.pipe(v.array(Till), v.minLength(1), v.maxLength(99))),
  ...KIOSK_SETTINGS,
})
export type Settings = v.InferOutput<typeof SettingsSchema>
export type SettingName = keyof Settings

/** An address alone is a network of one. */
function isNetwork(text: string): boolean {
  const [address = '', prefix] = text.split('/')
  const family = isIP(address)
  if (family === 0 || text.split('/').length > 2) return false
  return prefix === undefined || (/^\d{1,3}$/u.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
