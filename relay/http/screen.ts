/** What a browser's screen is told besides the log, its pictures and the store's mark: as in the kiosk, same paths. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type MediaAnswer, sendMedia } from '../../platform/media/serve.ts'
import { DEFAULT_SCREEN, type ScreenSetup } from '../../protocol/screen-setup.ts'
import { sendJson } from './reply.ts'

/** The settings of the screens that have no program of their own, and their files. */
export type ScreenPart = {
  setup(): ScreenSetup
  openMedia(id: string, range: string | undefined): Promise<MediaAnswer>
  openLogo(): Promise<MediaAnswer>
}

/** An id is base64url. */
const MEDIA = /^\/media\/([\w-]{1,80})$/u

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** What answers this path; undefined: it is no path of the screen's. */
export function screenHandler(part: ScreenPart | undefined, path: string): Handler | undefined {
  if (path === '/screen.json') return (_request, response) => sendJson(response, 200, part?.setup() ?? DEFAULT_SCREEN)
  if (part === undefined) return undefined
  if (path === '/logo') return async ({ method = '' }, response) => sendMedia(await part.openLogo(), method, response)
  const id = MEDIA.exec(path)?.[1]
  if (id === undefined) return undefined
  return async ({ method = '', headers }, response) =>
    sendMedia(await part.openMedia(id, headers.range), method, response)
}
