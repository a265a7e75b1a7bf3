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
  | 'host_not_allowed'
  | 'unknown_store'
  | 'unknown_cashier'
  | 'unknown_language'
  | 'unknown_action'
  | 'bad_id'
  | 'bad_press'
  | 'journal_failed'
  | 'log_away'
  | 'bad_settings'
  | 'too_many_stores'
  | 'not_ready'
  | 'bad_request'
  | 'pairing_off'
  | 'pairing_refused'
  | 'pairing_expired'
  | 'too_many_pairings'
  | 'unknown_code'
  | 'already_decided'
  | 'unknown_token'
  | 'vault_away'
  | 'internal'

export type HttpError = {
  readonly status: number
  readonly code: HttpErrorCode
  readonly message: string
  /** With 429: when to come back, seconds; 1 if it does not say. */
  readonly retryAfter?: number
}

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
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), bluetooth=()',
} as const

/** Behind TLS a browser is told to come back by TLS alone; for this name only: its neighbours are not ours. */
export function securityHeaders(publicUrl: string | undefined): { readonly [name: string]: string } {
  if (!publicUrl?.toLowerCase().startsWith('https:')) return SECURITY_HEADERS
  return { ...SECURITY_HEADERS, 'Strict-Transport-Security': 'max-age=31536000' }
}

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
  if (error.status === 429) response.setHeader('Retry-After', String(error.retryAfter ?? 1))
  sendJson(response, error.status, { code: error.code, message: error.message })
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204, { 'Cache-Control': 'no-store' })
  response.end()
}
