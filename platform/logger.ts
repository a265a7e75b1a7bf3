/** Structured log lines (JSON by pino) on standard error; standard output is kept for what a program was asked. */
import { destination, pino } from 'pino'

/** What the rooms need of a logger. Fields first, then one sentence in lower case. */
export interface LogLines {
  debug(fields: object, text: string): void
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Fields that can hold a secret are never printed, wherever they are nested one level deep. */
const SECRET_FIELDS = ['secret', 'token', 'authorization', 'password', 'url']

export function createLogger(level: LogLevel): LogLines {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`])
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths, censor: '[hidden]' },
    },
    destination({ dest: 2, sync: true }),
  )
}

export const SILENT: LogLines = { debug() {}, info() {}, warn() {}, error() {} }
