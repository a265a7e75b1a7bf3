/**
 * What the screen's and the buttons' pages can ask of the program: verbs, nothing else. Runs in the page's process, in a
 * sandbox of its own; CommonJS because a sandboxed preload can be nothing else.
 */
const { contextBridge, ipcRenderer }: typeof import('electron') = require('electron')

contextBridge.exposeInMainWorld('cashierqKiosk', {
  beat: (report: unknown) => ipcRenderer.send('beat', report),
  mediaProblem: (problem: unknown) => ipcRenderer.send('media-problem', problem),
  pageProblem: (text: unknown) => ipcRenderer.send('page-problem', { text }),
  keepToken: (paired: unknown) => ipcRenderer.send('keep-token', paired),
  unlock: (pin: unknown) => ipcRenderer.invoke('unlock', { pin }),
  leave: (how: unknown) => ipcRenderer.invoke('leave', { how }),
  /** The listener is given nothing: no event of Electron ever reaches the page. */
  onStaffAsked: (listener: () => void) => {
    ipcRenderer.on('staff-asked', () => listener())
  },
})
