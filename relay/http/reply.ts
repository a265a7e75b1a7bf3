/** Answers over HTTP: always typed, always with the headers that keep a browser from guessing. */
import type { ServerResponse } from 'node:http'

export type HttpErrorCode =
  | 'not_found'
  | 'method_not_allowed'
  | 'bad_json'
  | 'bad_content_type'
  | 'too_large'
  | 'too_fast'
  | 'not_allowed'
  | 'origin_not_allowed'
  | 'unknown_store'
  | 'unknown_cashier'
  | 'unknown_language'
  | 'unknown_action'
  | 'bad_id'
  | 'bad_press'
  | 'journal_failed'
  | 'log_away'
  | 'too_many_stores'
  | 'not_ready'
  | 'internal'

export type HttpError = { readonly status: number; readonly code: HttpErrorCode; readonly message: string }

/** Everything comes from this relay and nothing runs inline: a page that is tampered with can load nothing. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self' ws: wss:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  response.end(text)
}

export function sendError(response: ServerResponse, error: HttpError): void {
  if (error.status === 429) response.setHeader('Retry-After', '1')
  sendJson(response, error.status, { code: error.code, message: error.message })
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204, { 'Cache-Control': 'no-store' })
  response.end()
}
