/**
 * Bridges, relays, programs and screens as processes around a real Redis, killed, stopped, cut off and emptied by a
 * plan that a seed makes; `npm run chaos` is the same for half an hour.
 */
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildChaos } from '../../scripts/chaos-build.mjs'
import { account, table } from '../chaos/report.ts'
import { runChaos } from '../chaos/run.ts'

const SEED = Number(process.env['CASHIERQ_SEED'] ?? Math.floor(Math.random() * 1e9))
const KILLS = 60

describe('a chain in which everything dies', { timeout: 300_000 }, () => {
  let programs = ''
  beforeAll(async () => {
    programs = await buildChaos(`test-${process.pid}`)
  })
  afterAll(() => rm(programs, { recursive: true, force: true }))

  it(`loses, doubles and invents nothing in ${KILLS} kills (CASHIERQ_SEED=${SEED})`, async () => {
    const home = join(tmpdir(), `cashierq-chaos-${SEED}-${process.pid}`)
    const outcome = await runChaos({
      seed: SEED,
      kills: KILLS,
      span: 50_000,
      perSecond: 150,
      size: { stores: 2, relays: 2, crowds: 2, boardsEach: 6 },
      programs,
      home,
      say: (text) => process.stderr.write(`${text}\n`),
      every: 20_000,
    })
    process.stderr.write(`${table(outcome)}\n`)
    expect(outcome.violated, account(outcome, SEED, home)).toBe(0)
    const { checker, tally } = outcome
    expect(tally.kills).toBe(KILLS)
    expect(checker.presses.seen).toBeGreaterThanOrEqual(checker.presses.acknowledged)
    expect(checker.compared).toBe(12)
    expect(checker.presses.acknowledged).toBeGreaterThan(0)
    expect(checker.sightings.views).toBeGreaterThan(0)
  })
})
