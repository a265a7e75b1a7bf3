import { copyFile, link, mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MediaSettings } from '../../../platform/kiosk-settings.ts'
import { type Found, scanMedia } from '../../../platform/media/scan.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'

const folder = tempDirs()
const recorded = (name: string) => resolve('test/recordings/media', name)

/** A folder with these files, each a copy of a recorded one. */
async function shop(files: { readonly [name: string]: string }): Promise<string> {
  const dir = await folder()
  for (const [name, source] of Object.entries(files)) await copyFile(recorded(source), join(dir, name))
  return dir
}

function scan(base: string, media: Partial<MediaSettings> = { folder: '.' }): Promise<Found> {
  const settings: MediaSettings = { seconds: 10, hours: [], onCall: 'hide', ...media }
  return scanMedia(settings, { base, growing: () => false })
}

const names = ({ items }: Found) => items.map(({ name }) => name)
const HOURS = [{ days: ['mon' as const], from: '08:00', to: '12:00' }]

describe('a folder', () => {
  it('gives its pictures and videos in order of their names, numbers as numbers', async () => {
    const dir = await shop({
      '10.jpg': 'still.jpg',
      '9.webm': 'moving.webm',
      'a.png': 'still.png',
      '2.mp4': 'moving.mp4',
    })
    const found = await scan(dir)
    expect(found.items.map(({ name, kind }) => [name, kind])).toEqual([
      ['2.mp4', 'video'],
      ['9.webm', 'video'],
      ['10.jpg', 'picture'],
      ['a.png', 'picture'],
    ])
    expect(found.problems).toEqual([])
  })

  it('gives each file an address that tells nothing of the disk, and all the settings’ seconds and hours', async () => {
    const dir = await shop({ 'summer offer.jpg': 'still.jpg' })
    const { items, files } = await scan(dir, { folder: '.', seconds: 7, hours: HOURS })
    expect(items).toEqual([
      {
        src: expect.stringMatching(/^media\/[\w-]{22}$/u),
        name: 'summer offer.jpg',
        kind: 'picture',
        seconds: 7,
        hours: HOURS,
      },
    ])
    expect(files.get(items[0]?.src.slice('media/'.length) ?? '')).toMatchObject({ path: join(dir, 'summer offer.jpg') })
  })

  it('takes a file for what it is, not for what it is called', async () => {
    const dir = await shop({ 'really-a-video.jpg': 'moving.webm' })
    expect((await scan(dir)).items).toMatchObject([{ kind: 'video' }])
  })

  it('skips what cannot be shown and says why; the others are shown', async () => {
    const dir = await shop({ 'good.png': 'still.png' })
    await writeFile(join(dir, 'empty.jpg'), '')
    await writeFile(join(dir, 'page.png'), '<!doctype html><script>alert(1)</script>')
    await writeFile(join(dir, 'prices.pdf'), '%PDF-1.7')
    await mkdir(join(dir, 'old'))
    const found = await scan(dir)
    expect(names(found)).toEqual(['good.png'])
    expect(found.problems).toEqual([
      { name: 'empty.jpg', problem: 'is empty' },
      { name: 'old', problem: expect.stringContaining('is a folder') },
      { name: 'page.png', problem: expect.stringContaining('is neither a picture') },
      { name: 'prices.pdf', problem: expect.stringContaining('is neither a picture') },
    ])
  })

  it('skips what is too large, a picture sooner than a video', async () => {
    const dir = await shop({ 'huge.png': 'still.png', 'huge.mp4': 'moving.mp4', 'long.mp4': 'moving.mp4' })
    // Only the length: no disk is filled.
    await truncate(join(dir, 'huge.png'), 51 * 1024 * 1024)
    await truncate(join(dir, 'huge.mp4'), 501 * 1024 * 1024)
    await truncate(join(dir, 'long.mp4'), 51 * 1024 * 1024)
    const found = await scan(dir)
    expect(names(found)).toEqual(['long.mp4'])
    expect(found.problems).toEqual([
      { name: 'huge.mp4', problem: 'is too large: 501 MB, at most 500 MB' },
      { name: 'huge.png', problem: 'is too large: 51 MB, at most 50 MB' },
    ])
  })

  it('is silent about what systems leave behind', async () => {
    const dir = await shop({ 'good.png': 'still.png' })
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini']) await writeFile(join(dir, name), 'x')
    expect(await scan(dir)).toMatchObject({ problems: [] })
  })

  it('refuses a link that leads out of it, and one that leads nowhere', async () => {
    const dir = await shop({ 'good.png': 'still.png' })
    await symlink(recorded('still.jpg'), join(dir, 'outside.jpg'))
    await symlink(join(dir, 'gone.jpg'), join(dir, 'nowhere.jpg'))
    await symlink(join(dir, 'round.jpg'), join(dir, 'round.jpg'))
    const found = await scan(dir)
    expect(names(found)).toEqual(['good.png'])
    expect(found.problems).toEqual([
      { name: 'nowhere.jpg', problem: 'is not there' },
      { name: 'outside.jpg', problem: 'is a link to a place outside the folder' },
      { name: 'round.jpg', problem: 'is a link that leads nowhere' },
    ])
  })

  it('takes a link to one of its own files', async () => {
    const dir = await shop({ 'good.png': 'still.png' })
    await symlink('good.png', join(dir, 'again.png'))
    await link(join(dir, 'good.png'), join(dir, 'twin.png'))
    expect(names(await scan(dir))).toEqual(['again.png', 'good.png', 'twin.png'])
  })

  it('does not wait for what never comes', async () => {
    const dir = await shop({ 'good.png': 'still.png' })
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', [join(dir, 'pipe.png')])
    expect((await scan(dir)).problems).toEqual([{ name: 'pipe.png', problem: 'is no file' }])
  })

  it('that is not there is a problem, and no end of the listed files', async () => {
    const dir = await shop({ 'good.png': 'still.png' })
    const found = await scan(dir, { folder: 'nothing-here', files: ['good.png'] })
    expect(names(found)).toEqual(['good.png'])
    expect(found.problems).toEqual([{ name: 'nothing-here', problem: 'is not there' }])
  })

  it('leaves out a file that is still growing, and says that it will be back', async () => {
    const dir = await shop({ 'a.png': 'still.png' })
    const settings: MediaSettings = { folder: '.', seconds: 10, hours: [], onCall: 'hide' }
    expect(await scanMedia(settings, { base: dir, growing: () => true })).toMatchObject({
      items: [],
      problems: [],
      growing: true,
    })
  })
})

describe('listed files', () => {
  it('come after the folder, in their own order, with their own seconds and hours', async () => {
    const dir = await shop({ 'z.png': 'still.png' })
    const files = [{ file: recorded('still.webp'), seconds: 30, hours: HOURS }, recorded('still.gif')]
    const { items } = await scan(dir, { folder: '.', files })
    expect(items).toMatchObject([
      { name: 'z.png', seconds: 10, hours: [] },
      { name: 'still.webp', seconds: 30, hours: HOURS },
      { name: 'still.gif', seconds: 10, hours: [] },
    ])
  })

  it('of the folder itself are shown once, in their place in the list', async () => {
    const dir = await shop({ 'a.png': 'still.png', 'b.png': 'still.png' })
    const { items } = await scan(dir, { folder: '.', files: [{ file: 'a.png', seconds: 60 }] })
    expect(items).toMatchObject([
      { name: 'b.png', seconds: 10 },
      { name: 'a.png', seconds: 60 },
    ])
  })

  it('that are missing are reported', async () => {
    const dir = await shop({})
    expect((await scan(dir, { files: ['gone.png'] })).problems).toEqual([{ name: 'gone.png', problem: 'is not there' }])
  })
})

it('without settings there is nothing', async () => {
  expect(await scanMedia(undefined, { base: '.', growing: () => false })).toMatchObject({ items: [], problems: [] })
})
