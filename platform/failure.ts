/** Errors that a program may act on: each has a code. Nobody looks at the text. */
export type FailureCode =
  | 'bad_setting'
  | 'bad_usage'
  | 'unsafe'
  | 'port_in_use'
  | 'address_not_available'
  | 'data_not_writable'
  | 'data_in_use'
  | 'storage_failed'
  | 'storage_corrupt'
  | 'log_unavailable'
  | 'log_protocol'
  | 'closed'
  | 'pages_missing'
  | 'no_kiosk'
  | 'no_bridge'
  | 'bridge_silent'
  | 'library_missing'

export class Failure extends Error {
  readonly code: FailureCode

  /** `message` says what happened and, where a person can mend it, how. */
  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'Failure'
    this.code = code
  }
}

export function isFailure(error: unknown, code?: FailureCode): error is Failure {
  return error instanceof Failure && (code === undefined || error.code === code)
}

/** The `code` of a Node system error (`ENOSPC`, `EADDRINUSE`, ...), if it is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** One line about any thrown thing, for logs. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
