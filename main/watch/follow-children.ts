/** Electron's helper processes, followed: what children.ts says about each that goes is done. */
import type { LogLines } from '../../platform/logger.ts'
import { app } from '../electron.ts'
import { childGone, type GpuHistory } from './children.ts'
import { steadyClock } from './steady-clock.ts'

export function followChildren(lines: LogLines, relaunch: (why: string, gpu: 'as it is' | 'off') => void): void {
  let history: GpuHistory = []
  app.on('child-process-gone', (_event, details) => {
    const gone = childGone(history, details, steadyClock.now())
    history = gone.history
    const { answer } = gone
    if (answer.kind === 'relaunch') relaunch(answer.why, answer.gpu)
    else lines[answer.level]({}, answer.text)
  })
}
