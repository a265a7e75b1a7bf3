import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gpuIsOff, rememberGpuOff, WITHOUT_GPU } from '../../../main/watch/gpu-choice.ts'
import { SILENT } from '../../../platform/logger.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'

const dir = tempDirs()
const NOW = 1_790_000_000_000

describe('the graphics chip', () => {
  it('is used until it has failed', async () => {
    expect(gpuIsOff(await dir(), NOW)).toBe(false)
  })

  it('is left alone for a day after that, then tried again', async () => {
    const folder = await dir()
    rememberGpuOff(folder, NOW, SILENT)
    expect(gpuIsOff(folder, NOW)).toBe(true)
    expect(gpuIsOff(folder, NOW + WITHOUT_GPU - 1)).toBe(true)
    expect(gpuIsOff(folder, NOW + WITHOUT_GPU)).toBe(false)
    expect(existsSync(join(folder, 'gpu-off.json'))).toBe(false)
  })

  it('is tried when the clock has been set back', async () => {
    const folder = await dir()
    rememberGpuOff(folder, NOW, SILENT)
    expect(gpuIsOff(folder, NOW - 1)).toBe(false)
  })

  it('is tried where nothing can be written down or read', async () => {
    const told: string[] = []
    const nowhere = join(await dir(), 'nowhere')
    rememberGpuOff(nowhere, NOW, { ...SILENT, warn: (_fields, text) => void told.push(text) })
    expect(gpuIsOff(nowhere, NOW)).toBe(false)
    expect(told).toHaveLength(1)
  })

  it('is tried when the note cannot be read', async () => {
    const folder = await dir()
    await writeFile(join(folder, 'gpu-off.json'), '{"since":')
    expect(gpuIsOff(folder, NOW)).toBe(false)
  })
})
