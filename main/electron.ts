/**
 * The only file that imports `electron` (besides the preloads, which run in pages): under plain Node the package tries
 * to download itself and throws. What can be decided without Electron lies in files that do not import this one.
 */

export type {
  BrowserWindowConstructorOptions,
  Display,
  Input,
  IpcMainEvent,
  IpcMainInvokeEvent,
  Session,
  UtilityProcess,
  WebContents,
} from 'electron'
export {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  net,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  utilityProcess,
} from 'electron'
