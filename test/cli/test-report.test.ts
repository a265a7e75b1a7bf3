import { describe, expect, test } from 'vitest'
import { countOf, doubtful, type FileResult, failuresIn, secondLook } from '../../scripts/test-report.mjs'

/** A file of tests, each with its status as its name's last word. */
function file(name: string, ...tests: string[]): FileResult {
  const assertionResults = tests.map((said) => {
    const status = said.split(' ').at(-1) ?? ''
    return { fullName: said.split(' ')[0] ?? '', status, failureMessages: status === 'failed' ? [`${said}!`] : [] }
  })
  const status = assertionResults.some((each) => each.status === 'failed') ? 'failed' : 'passed'
  return { name, status, message: '', assertionResults }
}

const BROKEN: FileResult = { name: 'broken.ts', status: 'failed', message: 'no such module', assertionResults: [] }

describe('the count', () => {
  test('is of tests; a file that cannot be loaded is one failure', () => {
    const files = [file('a.ts', 'one passed', 'two failed', 'three skipped', 'four todo'), BROKEN]
    expect(countOf(files)).toEqual({ passed: 1, failed: 2, skipped: 2 })
    expect(failuresIn(files)).toEqual([
      { name: 'a.ts: two', text: 'two failed!' },
      { name: 'broken.ts', text: 'no such module' },
    ])
  })
})

describe('a second look', () => {
  const steady = file('a.ts', 'one passed')
  const first = [steady, file('b.ts', 'one passed', 'two failed')]

  test('is taken at the files with a failure, and at none where many fail', () => {
    expect(doubtful([...first, BROKEN])).toEqual(['b.ts', 'broken.ts'])
    expect(doubtful(['b', 'c', 'd', 'e'].map((name) => file(name, 'one failed')))).toEqual([])
  })

  test('counts what passes then, and names it as unsteady', () => {
    const { files, unsteady } = secondLook(first, [file('b.ts', 'one passed', 'two passed')])
    expect(countOf(files)).toEqual({ passed: 3, failed: 0, skipped: 0 })
    expect(unsteady).toEqual([{ name: 'b.ts: two', text: 'two failed!' }])
  })

  test('leaves a failure that comes again, and one that comes only then', () => {
    const { files, unsteady } = secondLook(first, [file('b.ts', 'one failed', 'two failed')])
    expect(countOf(files)).toEqual({ passed: 1, failed: 2, skipped: 0 })
    expect(unsteady).toEqual([])
  })

  test('that was not reported changes nothing', () => {
    expect(secondLook(first, [])).toEqual({ files: first, unsteady: [] })
  })
})
