import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { replacementOf } from '../../../main/watch/replaced.ts'

describe('a program that an update has replaced', () => {
  let folder: string
  let program: string
  let replaced: () => boolean

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cashierq-replaced-'))
    program = join(folder, 'cashierq')
    writeFileSync(program, 'version 1')
    replaced = replacementOf(program)
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  it('is told from one that is as it was', () => {
    expect(replaced()).toBe(false)
    writeFileSync(join(folder, 'other'), 'version 2')
    renameSync(join(folder, 'other'), program)
    expect(replaced()).toBe(true)
  })

  it('is not there yet while it is being unpacked', () => {
    rmSync(program)
    expect(replaced()).toBe(false)
    writeFileSync(program, 'version 2, longer')
    expect(replaced()).toBe(true)
  })
})
