/**
 * Loaded before a process's own program: its wall clock can be set from outside, as an operator or NTP sets a
 * machine's. Timers and `performance.now` go on, as they do on a real machine. With its driver the process ends.
 */
const machineNow = Date.now
let offset = 0

Date.now = () => machineNow() + offset

process.on('message', (message: unknown) => {
  if (typeof message === 'object' && message !== null && 'step' in message) offset += Number(message.step)
})
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
