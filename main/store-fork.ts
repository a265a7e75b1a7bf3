/** Starts the store's process: the Node program in Electron's utility process, which needs no Node beside Electron. */
import { utilityProcess } from './electron.ts'
import type { StoreChild } from './store-process.ts'

/** `program`: the built `cashierq`, with its command and flags. What it prints goes where ours does. */
export function forkStore(program: string, args: readonly string[]): StoreChild {
  const child = utilityProcess.fork(program, [...args], { serviceName: 'cashierq store', stdio: 'inherit' })
  return {
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  }
}
