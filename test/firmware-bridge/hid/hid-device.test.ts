import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { deviceOf, type HidHandle, listHid, openHid } from '../../../firmware-bridge/sources/hid/hid-device.ts'

/**
 * node-hid's `HIDAsync` as far as its source tells (3.4, nodehid.js): reading starts with the first `data` listener,
 * `error` is a string, closing twice rejects. Whatever of it can be seen without a device is asked of the real one
 * below; the rest is seen in a guest with true devices (test/usb).
 */
class Handle extends EventEmitter implements HidHandle {
  readonly written: Buffer[] = []
  closing: Promise<void> = Promise.resolve()
  refusal: string | undefined

  async write(report: Buffer): Promise<number> {
    if (this.refusal !== undefined) throw new Error(this.refusal)
    this.written.push(report)
    return report.length
  }

  close(): Promise<void> {
    return this.closing
  }
}

function opened(closeLimit?: number) {
  const handle = new Handle()
  const heard: string[] = []
  const gone: string[] = []
  const ears = {
    data: (report: Buffer) => void heard.push(report.toString('hex')),
    gone: (why: string) => void gone.push(why),
  }
  return { handle, heard, gone, device: deviceOf(handle, ears, closeLimit) }
}

describe('an open HID device', () => {
  it('has one data listener for the whole of its life', async () => {
    const { handle, device } = opened()
    expect(handle.listenerCount('data')).toBe(1)
    await device.write(Uint8Array.of(0, 1, 2))
    await device.close()
    expect(handle.listenerCount('data')).toBe(1)
  })

  it('tells each report, and writes each as it is', async () => {
    const { handle, heard, device } = opened()
    handle.emit('data', Buffer.of(1, 2))
    handle.emit('data', Buffer.of(3))
    expect(heard).toEqual(['0102', '03'])
    await device.write(Uint8Array.of(0, 3, 1))
    expect(handle.written).toEqual([Buffer.of(0, 3, 1)])
  })

  it('is gone with an error, which is a string', () => {
    const { handle, gone } = opened()
    handle.emit('error', 'could not read from HID device')
    handle.emit('error', new Error('and again'))
    expect(gone).toEqual(['could not read from HID device', 'and again'])
  })

  it('rejects a write that fails', async () => {
    const { handle, device } = opened()
    handle.refusal = 'Cannot write to hid device'
    await expect(device.write(Uint8Array.of(0))).rejects.toThrow('Cannot write to hid device')
  })

  it('can be closed although it answers with an error', async () => {
    const { handle, device } = opened()
    handle.closing = Promise.reject(new TypeError('device is already closed'))
    await expect(device.close()).resolves.toBeUndefined()
  })

  it('can be closed although it does not answer', async () => {
    const { handle, device } = opened(1)
    handle.closing = new Promise(() => undefined)
    await expect(device.close()).resolves.toBeUndefined()
  })
})

describe('the real node-hid', () => {
  it('can be loaded here, and lists the devices of this machine', async () => {
    const { devicesAsync } = await import('node-hid')
    const paths = new Set((await devicesAsync()).map(({ path }) => path))
    const listed = await listHid()
    expect(new Set(listed.map(({ path }) => path))).toEqual(paths)
  })

  it('is as it is thought to be', async () => {
    const { HIDAsync } = await import('node-hid')
    expect(HIDAsync.prototype).toBeInstanceOf(EventEmitter)
    for (const method of ['close', 'resume', 'pause'] as const)
      expect(HIDAsync.prototype[method]).toBeTypeOf('function')
  })

  it('rejects a device that is not there, and the process goes on', async () => {
    const ears = { data: () => undefined, gone: () => undefined }
    await expect(openHid('/dev/hidraw-is-not-there')(ears)).rejects.toThrow('cannot open device with path')
  })

  it('rejects a file that is no HID device', async () => {
    const ears = { data: () => undefined, gone: () => undefined }
    await expect(openHid('/dev/null')(ears)).rejects.toThrow('cannot open device with path')
  })
})
