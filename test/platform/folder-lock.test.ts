import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FolderLock, lockFolder } from '../../platform/folder-lock.ts'
import { childProgram, type TsChild } from '../helpers/ts-child.ts'

let dir: string
const start = childProgram('test/platform/folder-lock.child.ts')
const children: TsChild[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lock-'))
})

afterEach(async () => {
  for (const child of children.splice(0)) if (child.process.exitCode === null) await child.kill()
  await rm(dir, { recursive: true })
})

function child(): TsChild {
  const started = start(dir)
  children.push(started)
  return started
}

describe('the lock of a folder', () => {
  it('refuses a second owner with data_in_use, also by another way to the same folder', async () => {
    const lock = await lockFolder(dir)
    await expect(lockFolder(dir)).rejects.toMatchObject({ code: 'data_in_use' })
    await symlink(dir, `${dir}-link`)
    await expect(lockFolder(`${dir}-link`)).rejects.toMatchObject({ code: 'data_in_use' })
    await rm(`${dir}-link`)
    await lock.release()
  })

  it('is free again after its release, and leaves nothing behind', async () => {
    await (await lockFolder(dir)).release()
    expect(await readdir(dir)).toEqual([])
    await (await lockFolder(dir)).release()
  })

  it('is held by another process, and free at once when that is killed with -9', async () => {
    const holder = child()
    await holder.said((line) => line === 'locked')
    await expect(lockFolder(dir)).rejects.toMatchObject({ code: 'data_in_use' })
    await holder.kill('SIGKILL')
    expect(await readdir(dir)).toHaveLength(1)
    await (await lockFolder(dir)).release()
    expect(await readdir(dir)).toEqual([])
  })

  it('is still held by a process that is stopped', async () => {
    const holder = child()
    await holder.said((line) => line === 'locked')
    holder.process.kill('SIGSTOP')
    await expect(lockFolder(dir)).rejects.toMatchObject({ code: 'data_in_use' })
  })

  it('goes to one at most of those who ask at the same time, dead locks lying about or not', async () => {
    for (let round = 0; round < 10; round++) {
      await writeFile(join(dir, `.lock-${String(round).padStart(12, '0')}`), '')
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(dir)))
      const won = asked.filter((one): one is PromiseFulfilledResult<FolderLock> => one.status === 'fulfilled')
      expect(won.length).toBeLessThanOrEqual(1)
      const lock = won[0]?.value ?? (await lockFolder(dir))
      await lock.release()
    }
  })

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = join(dir, 'a'.repeat(120))
    await mkdir(deep)
    const lock = await lockFolder(deep)
    await expect(lockFolder(deep)).rejects.toMatchObject({ code: 'data_in_use' })
    await lock.release()
    await (await lockFolder(deep)).release()
  })

  it('says data_not_writable where there is no such folder', async () => {
    await expect(lockFolder(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'data_not_writable' })
  })
})
