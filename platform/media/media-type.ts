/** What a file is, by its own first bytes: a name can say anything. Pure. */

export type MediaKind = 'picture' | 'video'
export type MediaType = { readonly kind: MediaKind; readonly mime: string }

/** So many bytes decide. An SVG may begin with a long comment of the program that drew it. */
export const DECIDING_BYTES = 4_096

const picture = (mime: string): MediaType => ({ kind: 'picture', mime })
const video = (mime: string): MediaType => ({ kind: 'video', mime })

/** ISO base media: what the file calls itself. Apple's `qt  ` and pictures of a telephone (`heic`) are not for the web. */
const VIDEO_BRANDS = /^(isom|iso[2-9]|mp4[12]|avc1|av01|dash|M4V |M4VH|M4VP|MSNV|mmp4|3gp\d)$/u
const AVIF_BRANDS = /^(avif|avis)$/u

/** Undefined: none of the kinds that a screen can show. */
export function mediaType(head: Uint8Array): MediaType | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return picture('image/jpeg')
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return picture('image/png')
  if (/^GIF8[79]a/u.test(text)) return picture('image/gif')
  if (/^RIFF[\s\S]{4}WEBP/u.test(text)) return picture('image/webp')
  if (text.slice(4, 8) === 'ftyp') return isoMedia(text)
  if (text.startsWith('\x1a\x45\xdf\xa3')) return matroska(text)
  return isSvg(text) ? picture('image/svg+xml') : undefined
}

function isoMedia(text: string): MediaType | undefined {
  const size = Buffer.from(text.slice(0, 4), 'latin1').readUInt32BE()
  const brands = [text.slice(8, 12), ...(text.slice(16, Math.min(size, 256)).match(/[\s\S]{4}/gu) ?? [])]
  if (brands.some((brand) => AVIF_BRANDS.test(brand))) return picture('image/avif')
  return VIDEO_BRANDS.test(brands[0] ?? '') ? video('video/mp4') : undefined
}

/** WebM is the part of Matroska that browsers play; its header names it (element 4282, DocType). */
function matroska(text: string): MediaType | undefined {
  return /^[\s\S]{4,64}\x42\x82[\x80-\xff]webm/u.test(text) ? video('video/webm') : undefined
}

function isSvg(text: string): boolean {
  return /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(\[[\s\S]*?\])?\s*>|\s)*<svg[\s>]/iu.test(
    text,
  )
}
