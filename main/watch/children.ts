/**
 * The answer to Electron's `child-process-gone`: what Chromium puts right itself is only told, the rest needs a new
 * start. Pages are not children in this sense; they have recovery.ts.
 */

/** What Electron tells. `type` is `GPU`, `Utility`, `Zygote`, ...; `serviceName` names a utility's service. */
export type ChildDetails = {
  readonly type: string
  readonly reason: string
  readonly exitCode: number
  readonly serviceName?: string
  readonly name?: string
}

export type ChildAnswer =
  | { readonly kind: 'tell'; readonly level: 'debug' | 'warn'; readonly text: string }
  /** `off`: with `--disable-gpu`, the processor draws. */
  | { readonly kind: 'relaunch'; readonly gpu: 'as it is' | 'off'; readonly why: string }

/** When the graphics process went, ms on a clock that never steps. */
export type GpuHistory = readonly number[]

/**
 * Chromium starts its graphics process again, and after three crashes lets the processor draw; when that does not hold
 * either it ends the whole program. Before that it is started without the graphics chip from the first frame on.
 */
export const GPU_CRASHES = { most: 4, within: 10 * 60_000 } as const

const NETWORK = 'network.mojom.NetworkService'

export function childGone(
  history: GpuHistory,
  child: ChildDetails,
  now: number,
): { readonly history: GpuHistory; readonly answer: ChildAnswer } {
  if (child.reason === 'clean-exit') return { history, answer: tell('debug', `${named(child)} has ended`) }
  if (child.type === 'GPU') return gpuGone(history, child, now)
  return { history, answer: otherGone(child) }
}

function gpuGone(history: GpuHistory, child: ChildDetails, now: number) {
  const crashes = [...history, now].filter((time) => now - time < GPU_CRASHES.within)
  if (crashes.length < GPU_CRASHES.most) {
    return { history: crashes, answer: tell('warn', `${lost(child)}; Chromium starts it again`) }
  }
  const why = `${lost(child)}, ${crashes.length} times in ${GPU_CRASHES.within / 60_000} minutes`
  return { history: [], answer: { kind: 'relaunch', gpu: 'off', why } as const }
}

function otherGone(child: ChildDetails): ChildAnswer {
  // Every process of a page is a fork of the zygote: without it no page that dies comes back.
  if (child.type === 'Zygote') return { kind: 'relaunch', gpu: 'as it is', why: lost(child) }
  if (child.serviceName === NETWORK) {
    return tell('warn', `${lost(child)}; Chromium starts it again and the pages connect anew`)
  }
  return tell('warn', lost(child))
}

function lost(child: ChildDetails): string {
  return `${named(child)} is gone: ${child.reason}, exit code ${child.exitCode}`
}

function named({ type, name, serviceName }: ChildDetails): string {
  const which = name ?? serviceName
  return which === undefined || which === '' ? `the ${type} process` : `the ${type} process "${which}"`
}

function tell(level: 'debug' | 'warn', text: string): ChildAnswer {
  return { kind: 'tell', level, text }
}
