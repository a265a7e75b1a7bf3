/** A Redis that speaks TLS alone: whom the log trusts, and whom it does not. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/system-clock.ts'
import { openRedisLog } from '../../../relay/log/redis.ts'
import { RedisTls } from '../../helpers/redis-tls.ts'
import { appendRange, Heard, record } from './log-kit.ts'

let redis: RedisTls

beforeAll(async () => {
  redis = await RedisTls.start()
})

afterAll(() => redis.stop())

function open(url: string, ca?: string) {
  return openRedisLog({ url, store: 'main', clock: systemClock, ...(ca === undefined ? {} : { ca }) })
}

describe('a Redis behind TLS', () => {
  it.each(['127.0.0.1', 'localhost'])('is trusted as %s by the certificates of the setting', async (host) => {
    const log = open(redis.url(host), redis.ca)
    const { epoch, offset } = await log.position()
    const heard = new Heard(log, { epoch, offset })
    await appendRange(log, 1, 3, host)
    await heard.untilOffset(offset + 3)
    await log.close()
  })

  it.each([
    ['nobody has signed for', () => undefined],
    ['a stranger has signed for', () => redis.stranger],
  ])('that %s is not spoken to', async (_, ca) => {
    const log = open(redis.url(), ca())
    const calls = expect.poll(() => log.append(record(1)).catch(String))
    await calls.toMatch(/cannot reach Redis at 127\.0\.0\.1:\d+: .*certificate/u)
    await log.close()
  })
})

describe('the file of certificates', () => {
  const self = fileURLToPath(import.meta.url)

  it.each([
    ['that is not there', () => `${redis.ca}.none`, /cannot read/u],
    ['with something else in it', () => self, /no certificates/u],
  ])('%s is refused by name', (_, path, text) => {
    expect(() => open(redis.url(), path())).toThrow(expect.objectContaining({ code: 'bad_setting' }))
    expect(() => open(redis.url(), path())).toThrow(text)
  })

  it('is refused where nothing would be checked by it', () => {
    expect(() => open('redis://127.0.0.1', redis.ca)).toThrow(expect.objectContaining({ code: 'bad_setting' }))
  })
})
