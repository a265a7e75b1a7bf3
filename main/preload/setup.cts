/** What the set-up page can ask of the program: verbs, nothing else. See screen.cts. */
const { contextBridge, ipcRenderer }: typeof import('electron') = require('electron')

contextBridge.exposeInMainWorld('cashierqSetup', {
  load: () => ipcRenderer.invoke('setup-load'),
  save: (draft: unknown) => ipcRenderer.invoke('setup-save', { draft }),
  tryRelay: (relay: unknown) => ipcRenderer.invoke('setup-try-relay', { relay }),
  identify: () => ipcRenderer.invoke('setup-identify'),
  finish: () => ipcRenderer.invoke('setup-finish'),
})
