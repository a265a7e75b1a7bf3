/** Electron's ipcMain as the door wants it. */
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from '../electron.ts'
import type { Ipc, Sender } from './door.ts'

/** Electron counts from 1. */
const NOBODY = 0

export const electronIpc: Ipc = {
  onTold(channel, listener) {
    ipcMain.on(channel, (event, payload: unknown) => void listener(senderOf(event), payload))
  },
  onAsked(channel, listener) {
    ipcMain.handle(channel, (event, payload: unknown) => listener(senderOf(event), payload))
  },
}

/** A page may have gone by the time its message is read, and Electron throws at each look at what has gone. */
function senderOf(event: IpcMainEvent | IpcMainInvokeEvent): Sender {
  try {
    const { senderFrame: frame, sender } = event
    return { page: sender.id, frame: frame === null ? null : { url: frame.url, isMain: frame.parent === null } }
  } catch (error) {
    if (error instanceof Error) return { page: NOBODY, frame: null }
    throw error
  }
}
