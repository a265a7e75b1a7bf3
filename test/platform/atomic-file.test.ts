import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readIfThere, writeAtomically } from '../../platform/atomic-file.ts'
import { breakDisk } from '../helpers/broken-disk.ts'
import { tempDirs } from '../helpers/temp-dir.ts'

const tempDir = tempDirs()
let dir: string
let path: string

beforeEach(async () => {
  dir = await tempDir()
  path = join(dir, 'meta.json')
})

describe('a file written atomically', () => {
  it('holds what was written last, and leaves nothing beside it', async () => {
    await writeAtomically(path, 'a long first content')
    await writeAtomically(path, 'second')
    expect((await readIfThere(path))?.toString()).toBe('second')
    expect(await readdir(dir)).toEqual(['meta.json'])
  })

  it('keeps the old content when the disk fails', async () => {
    await writeAtomically(path, 'old')
    const mend = await breakDisk('EIO', 'sync')
    await expect(writeAtomically(path, 'new')).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    expect((await readIfThere(path))?.toString()).toBe('old')
  })

  it('takes what a crash left under the temporary name for nothing', async () => {
    await writeAtomically(`${path}.tmp`, 'half a fi')
    expect(await readIfThere(path)).toBeUndefined()
    await writeAtomically(path, 'whole')
    expect((await readIfThere(path))?.toString()).toBe('whole')
  })

  it('says storage_failed where nothing can be written or read', async () => {
    await expect(writeAtomically(join(dir, 'nowhere', 'x'), '')).rejects.toMatchObject({ code: 'storage_failed' })
    await mkdir(path)
    await expect(readIfThere(path)).rejects.toMatchObject({ code: 'storage_failed' })
  })
})
