/** A TCP peer as a device: a box behind a serial-to-network converter, or one with a network of its own. */
import { createConnection, type Socket } from 'node:net'
import type { Clock } from '../../../protocol/clock.ts'
import type { Device, DeviceEars, OpenDevice } from '../device/device.ts'

export type TcpOptions = {
  readonly host: string
  readonly port: number
  readonly clock: Clock
}

/** A box is in the same building: whoever has not answered by then is not there, ms. */
export const CONNECT_TIMEOUT = 2_000
/** The heartbeat finds a dead peer sooner; this one only keeps routers from forgetting the connection, ms. */
const KEEP_ALIVE = 30_000

export function openTcp(options: TcpOptions): OpenDevice {
  return async (ears) => {
    const { host, port } = options
    // Acknowledgements are small and urgent: Nagle's algorithm would hold them back.
    const socket = createConnection({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE })
    await connected(socket, options)
    listen(socket, ears)
    return deviceOf(socket)
  }
}

function connected(socket: Socket, { host, port, clock }: TcpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(CONNECT_TIMEOUT, () => {
      socket.destroy(new Error(`${host}:${port} has not answered for ${CONNECT_TIMEOUT / 1_000} s`))
    })
    socket.once('error', (error) => {
      cancel()
      reject(error)
    })
    socket.once('connect', () => {
      cancel()
      resolve()
    })
  })
}

function listen(socket: Socket, { data, gone }: DeviceEars): void {
  socket.on('data', data)
  socket.on('error', (error) => gone(error.message))
  socket.on('end', () => gone('the other side has closed the connection'))
  socket.on('close', () => gone('the connection is closed'))
}

function deviceOf(socket: Socket): Device {
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => socket.write(chunk, (error) => (error ? reject(error) : resolve()))),
    close: async () => {
      socket.destroy()
    },
  }
}
