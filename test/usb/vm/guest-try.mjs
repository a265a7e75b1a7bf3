/** Runs the guest and hears its report: one line a test on the second serial line, the kernel's console into a file. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const MEMORY_MB = 1536
/** No KVM, also where there is some: the guest is the same on every machine. */
const MACHINE = ['-machine', 'pc', ...'-cpu qemu64 -smp 2'.split(' '), ...(('-cpu qemu64 -smp 2'.includes('accel'))?[]:['-accel','tcg']), '-m', '1536', '-no-reboot']
const NOTHING_ELSE = ['-nodefaults', '-display', 'none', '-net', 'none']
const KERNEL_LINE = 'console=ttyS0 panic=-1 loglevel=4 net.ifnames=0 mitigations=off'

/**
 * Resolves when the guest has ended, with why if that was too early or too late. `onLine` hears its report, and answers
 * true when nothing more is to come.
 */
export function runGuest({ kernel, image, console: consoleFile, limit, onLine }) {
  const boot = ['-kernel', kernel, '-initrd', image, '-append', KERNEL_LINE]
  const serial = ['-serial', `file:${consoleFile}`, '-serial', 'stdio']
  const args = [...MACHINE, ...NOTHING_ELSE, ...boot, ...serial]
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let trouble = 'the guest ended before its tests did'
  const end = (why) => {
    trouble = why
    child.kill('SIGKILL')
  }
  const late = setTimeout(() => end(`the guest was still running after ${limit / 1000} s`), limit)
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (onLine(line)) end(undefined)
  })
  return new Promise((resolve) => {
    child.once('error', (error) => end(`QEMU cannot run: ${error.message}`))
    child.once('close', () => {
      clearTimeout(late)
      resolve(trouble)
    })
  })
}
