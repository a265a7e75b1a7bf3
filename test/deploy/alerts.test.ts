/** deploy/prometheus and deploy/systemd, looked at by the programs that will read them; and what the documents say of them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

function run(program: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

describe('the alerts', () => {
  test('are what Prometheus can read', () => {
    expect(run('promtool', 'check', 'rules', 'deploy/prometheus/alerts.yml')).toMatchObject({ status: 0 })
    expect(run('promtool', 'check', 'config', '--syntax-only', 'deploy/prometheus/prometheus.yml')).toMatchObject({
      status: 0,
    })
  })

  test('ring when they should, and are silent while all is well', () => {
    const { status, said } = run('promtool', 'test', 'rules', 'deploy/prometheus/alerts.test.yml')
    expect(status, said).toBe(0)
  })

  const names = [...readFileSync('deploy/prometheus/alerts.yml', 'utf8').matchAll(/- alert: (\w+)/gu)].map(
    ([, name]) => name,
  )

  test.each(names)('%s has a recipe and rings in a test', (name) => {
    expect(readFileSync('docs/operator.md', 'utf8')).toContain(`\n### ${name}\n`)
    const tests = readFileSync('deploy/prometheus/alerts.test.yml', 'utf8')
    expect(tests).toMatch(new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`, 'u'))
  })
})

describe('the units of systemd', () => {
  const units = ['deploy/systemd/cashierq-relay.service', 'deploy/systemd/cashierq-bridge.service']

  test.each(units)('%s is hardened', (unit) => {
    const { said } = run('systemd-analyze', 'security', '--offline=true', unit)
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/u.exec(said)?.[1])
    expect(exposure).toBeLessThan(2)
  })

  test.each(units)('%s has no setting that systemd does not know', (unit) => {
    const { said } = run('systemd-analyze', 'verify', unit)
    // Of systemd 254, which older ones pass over; and this machine need not have the program that is started.
    const known = /RestartSteps|RestartMaxDelaySec|is not executable|modprobe@/u
    const problems = said.split('\n').filter((line) => line.includes(unit) && !known.test(line))
    expect(problems).toEqual([])
  })
})
