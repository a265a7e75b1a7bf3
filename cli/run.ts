/** What a command is given, and what it gives back while it runs. */
import type { LogLines } from '../platform/logger.ts'
import type { Invocation } from './arguments.ts'

export type RunContext = Extract<Invocation, { kind: 'run' }> & { readonly lines: LogLines }

export type Running = {
  /** Resolves with the reason if the command ends by itself; `failed` makes the exit code 1. */
  readonly ended: Promise<'done' | 'failed'>
  stop(): Promise<void>
}

export type Run = (context: RunContext) => Promise<Running>

/** For what runs until somebody stops it. */
export const NEVER: Promise<never> = new Promise(() => {})

/** A command that has nothing left to do. */
export const FINISHED: Running = { ended: Promise.resolve('done'), stop: () => Promise.resolve() }
