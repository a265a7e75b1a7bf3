/** `cashierq token` and `cashierq revoke`, as an operator types them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseCommandLine } from '../../cli/arguments.ts'
import { commandHelp } from '../../cli/help.ts'
import { runRevoke } from '../../cli/revoke.ts'
import type { Run } from '../../cli/run.ts'
import { runToken } from '../../cli/token.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { FolderVault } from '../../relay/access/folder-vault.ts'
import { Lines } from '../helpers/door-rig.ts'

const SECRET = 'k3-secret-of-a-test-9z'
let dataDir: string
let said: { out: string; err: string }
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cashierq-'))
  said = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += text
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(dataDir, { recursive: true, force: true })
})

async function cashierq(run: Run, ...args: string[]): Promise<void> {
  const invocation = parseCommandLine(args, { CASHIERQ_SECRET: SECRET, CASHIERQ_DATA_DIR: dataDir })
  if (invocation.kind !== 'run') throw new Error('a command was asked for')
  await run({ ...invocation, lines: new Lines() })
}

describe('cashierq token', () => {
  test('prints the token, and nothing else, on standard output; its id on standard error', async () => {
    await cashierq(runToken, 'token', '--role', 'staff', '--store', 'north', '--days', '2')
    const { jti, exp = 0, iat = 0, ...claims } = decodeJwt(said.out.trim())
    expect(said.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/u)
    expect(claims).toEqual({ role: 'staff', store: 'north', aud: 'cashierq' })
    expect(exp - iat).toBe(2 * 86_400)
    expect(said.err).toBe(`its id, to revoke it by: ${jti}\n`)
  })

  test('may name its bearer and the topics it may use', async () => {
    await cashierq(runToken, 'token', '--role', 'integration', '--topics', 'screens, till.*', '--name', 'POS 3')
    expect(decodeJwt(said.out.trim())).toMatchObject({ sub: 'POS 3', topics: ['screens', 'till.*'] })
  })

  test.each([
    ['--role', 'root'],
    ['--days', '0'],
    ['--days', '3651'],
    ['--topics', 'a b'],
    ['--topics', 'a,,b'],
    ['--name', 'x'.repeat(65)],
  ])('refuses %s %s', async (flag, value) => {
    await expect(cashierq(runToken, 'token', flag, value)).rejects.toMatchObject({ code: 'bad_usage' })
    expect(said.out).toBe('')
  })
})

describe('cashierq revoke', () => {
  test('beside an embedded log writes what a running relay reads', async () => {
    const relays = await FolderVault.open(join(dataDir, 'access'), systemClock)
    await cashierq(runRevoke, 'revoke', 'abc123', '--store', 'main')
    expect(said.out).toBe('revoked abc123\n')
    expect(await relays.revocations(undefined)).toMatchObject({ revocations: [{ id: 'abc123' }] })
  })

  test.each([[[]], [['a', 'b']], [['eyJhbGciOi.JIUzI1NiJ9.c2lnbmF0dXJl']], [['']]])(
    'refuses %j, and repeats nothing of it',
    async (ids) => {
      const failed = await cashierq(runRevoke, 'revoke', ...ids).catch((error: unknown) => error)
      expect(failed).toMatchObject({ code: 'bad_usage', message: expect.not.stringContaining('eyJ') })
    },
  )

  test('says in its help what it wants', () => {
    expect(commandHelp('revoke')).toContain('cashierq revoke ID [FLAGS]: ends a token before its time')
  })

  test('is the only command with something without a flag', () => {
    expect(() => parseCommandLine(['token', 'abc'], {})).toThrow(expect.objectContaining({ code: 'bad_usage' }))
  })
})
