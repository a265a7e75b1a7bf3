/**
 * What vitest's JSON report says, as `npm test` counts it. Pure.
 *
 * A test that failed may be looked at again: its whole file runs once more. That it passed then does not make it a good
 * test: it is named at the end, with what it said the first time, because a race that shows once in a hundred runs is a
 * defect of the test or of the product all the same. More files than `AT_MOST` are no race, and are not looked at again.
 */
import { readFileSync } from 'node:fs'

const AT_MOST = 3

/** @returns the files' results; undefined where no run has left a report. */
export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** A file that could not be loaded has no tests to count: it counts as one failure. */
export function countOf(files) {
  const states = files.flatMap((file) =>
    isBroken(file) ? ['failed'] : file.assertionResults.map(({ status }) => status),
  )
  const numberOf = (...wanted) => states.filter((status) => wanted.includes(status)).length
  return { passed: numberOf('passed'), failed: numberOf('failed'), skipped: numberOf('skipped', 'pending', 'todo') }
}

export function failuresIn(files) {
  return files.flatMap((file) => {
    if (isBroken(file)) return [{ name: file.name, text: file.message }]
    const failed = file.assertionResults.filter((test) => test.status === 'failed')
    return failed.map((test) => ({ name: `${file.name}: ${test.fullName}`, text: test.failureMessages.join('\n') }))
  })
}

/** The files to run once more. */
export function doubtful(files) {
  const names = files.filter((file) => failuresIn([file]).length > 0).map((file) => file.name)
  return names.length <= AT_MOST ? names : []
}

/** The results with those of the second run in place of the first, and what failed only the first time. */
export function secondLook(first, second) {
  const files = first.map((file) => second.find(({ name }) => name === file.name) ?? file)
  const still = failuresIn(files).map(({ name }) => name)
  return { files, unsteady: failuresIn(first).filter(({ name }) => !still.includes(name)) }
}

function isBroken(file) {
  return file.status === 'failed' && file.assertionResults.length === 0
}
