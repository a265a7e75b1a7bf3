/** Electron's ipcMain as the door wants it. */
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from '../electron.ts'
import type { Ipc, Sender } from './door.ts'

export const electronIpc: Ipc = {
  onTold(channel, listener) {
    ipcMain.on(channel, (event, payload: unknown) => void listener(senderOf(event), payload))
  },
  onAsked(channel, listener) {
    ipcMain.handle(channel, (event, payload: unknown) => listener(senderOf(event), payload))
  },
}

function senderOf(event: IpcMainEvent | IpcMainInvokeEvent): Sender {
  const { senderFrame: frame } = event
  return { page: event.sender.id, frame: frame === null ? null : { url: frame.url, isMain: frame.parent === null } }
}
