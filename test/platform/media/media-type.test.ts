import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mediaType } from '../../../platform/media/media-type.ts'

const typeOf = (content: string | Uint8Array) => mediaType(typeof content === 'string' ? Buffer.from(content) : content)
const recorded = (name: string) => readFileSync(resolve('test/recordings/media', name))

describe('what a file is', () => {
  it.each([
    ['still.jpg', 'picture', 'image/jpeg'],
    ['still.png', 'picture', 'image/png'],
    ['still.gif', 'picture', 'image/gif'],
    ['still.webp', 'picture', 'image/webp'],
    ['still.avif', 'picture', 'image/avif'],
    ['moving.mp4', 'video', 'video/mp4'],
    ['moving.webm', 'video', 'video/webm'],
  ])('%s', (name, kind, mime) => {
    expect(mediaType(recorded(name))).toEqual({ kind, mime })
  })

  it.each([
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '\ufeff<?xml version="1.0"?>\n<!-- Generator: <svg> -->\n<svg>',
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"> <svg>',
    '<!DOCTYPE svg [ <!ENTITY a "b"> ]><svg>',
  ])('an SVG: %s', (text) => {
    expect(typeOf(text)).toEqual({ kind: 'picture', mime: 'image/svg+xml' })
  })

  it.each([
    ['a web page', '<!doctype html><html><body><svg></svg>'],
    ['text that speaks of SVG', 'the <svg> element'],
    ['a program', '\x7fELF'],
    ['nothing', ''],
    ['a sound', 'RIFF\x00\x00\x00\x00WAVEfmt '],
    ['a Matroska film', Buffer.from('1a45dfa3a3428681014282886d6174726f736b61', 'hex')],
    ['a film of a camera', Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1')],
    ['a photo of a telephone', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
  ])('%s is none', (_, content) => {
    expect(typeOf(content)).toBeUndefined()
  })

  it('is not decided by chance brands behind the header of an MP4', () => {
    expect(typeOf(Buffer.from('\0\0\0\x14ftypisom\0\0\0\0isomavif', 'latin1'))).toMatchObject({ kind: 'video' })
  })
})
