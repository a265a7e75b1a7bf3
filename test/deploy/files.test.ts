/** What stands in deploy/ fits the program: names of settings, paths, and what must not be given up by accident. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SETTINGS } from '../../platform/settings.ts'

const read = (path: string) => readFileSync(join('deploy', path), 'utf8')
const compose = read('compose/compose.yaml')
const dockerfile = read('Dockerfile')

/** Names that are not settings of the program but of what stands around it. */
const AROUND = [
  'CASHIERQ_REDIS_PASSWORD',
  'CASHIERQ_REDIS_ADMIN_PASSWORD',
  'CASHIERQ_CERTIFICATE',
  'CASHIERQ_CERTIFICATE_FOLDER',
  'CASHIERQ_METRICS_TOKEN_FILE',
  'CASHIERQ_PROXY_PLAIN',
  'CASHIERQ_PROXY_TLS',
  'CASHIERQ_PROXY_CLIENTS',
  'CASHIERQ_RELAY_1',
  'CASHIERQ_RELAY_2',
]

test.each([
  'compose/compose.yaml',
  'compose/env.example',
  'Dockerfile',
  'systemd/cashierq-relay.service',
  'systemd/cashierq-bridge.service',
  'haproxy/haproxy.cfg',
  'redis/users.sh',
])('%s names settings that there are', (path) => {
  const known = [...Object.values(SETTINGS).map(({ env }) => env), ...AROUND]
  const named = [...read(path).matchAll(/\b(?:CASHIERQ_[A-Z0-9_]*[A-Z0-9]|REDIS_URL)\b/gu)].map(([name]) => name)
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((name) => !known.includes(name))).toEqual([])
})

describe('compose.yaml', () => {
  test('asks for nothing that env.example does not have', () => {
    const asked = [...compose.matchAll(/\$\{(\w+)/gu)].map(([, name = '']) => name)
    const given = [...read('compose/env.example').matchAll(/^(\w+)=/gmu)].map(([, name]) => name)
    expect([...new Set(asked)].filter((name) => !given.includes(name))).toEqual([])
  })

  test('mounts what is there', () => {
    const mounted = [...compose.matchAll(/^\s+- (\.\.\/[^:]+):/gmu)].map(([, path = '']) => path)
    expect(mounted.length).toBeGreaterThan(3)
    expect(mounted.filter((path) => !existsSync(join('deploy/compose', path)))).toEqual([])
  })

  test('shows the world the proxy alone', () => {
    const ports = [...compose.matchAll(/ports: (.+)/gu)].map(([, list]) => list)
    expect(ports).toEqual(['["80:8080", "443:8443"]', '["127.0.0.1:3000:3000"]'])
  })
})

describe('the image', () => {
  test('copies what is there', () => {
    const kept = read('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
    expect(kept.map((line) => line.slice(1)).filter((path) => !existsSync(path))).toEqual([])
  })

  test('runs as nobody in particular, and hears SIGTERM itself', () => {
    expect(dockerfile).toMatch(/^USER 10001$/mu)
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node", /mu)
    expect(dockerfile).toMatch(/^HEALTHCHECK /mu)
  })
})

test("the proxy's certificate, relays and clients come from outside, and nobody reads /metrics through it", () => {
  const config = read('haproxy/haproxy.cfg')
  expect(config).toContain('acl inner path_beg /metrics\n')
  expect(config).toContain('http-request del-header X-Forwarded-For')
  expect(config).not.toMatch(/^\s*server .*\d+\.\d+\.\d+\.\d+/mu)
})
