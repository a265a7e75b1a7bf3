import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { HEAP_GROWTH } from '../../cli/relay.ts'

test('the heap of a relay may grow: this Node knows the setting, and takes it while it runs', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  expect(options).toContain(`${HEAP_GROWTH.split('=')[0]} (`)
  // Node says on standard error what it does not know.
  const script = `require('v8').setFlagsFromString('${HEAP_GROWTH}')`
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })).toBe(
    '',
  )
})
