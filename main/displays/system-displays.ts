/** Electron's displays as the display keeper follows them. */
import { screen } from '../electron.ts'
import { asDisplays } from './display.ts'
import type { Displays } from './display-keeper.ts'

export function systemDisplays(): Displays {
  return {
    all: () => asDisplays(screen.getAllDisplays(), screen.getPrimaryDisplay()),
    onChange(listener) {
      screen.on('display-added', listener)
      screen.on('display-removed', listener)
      screen.on('display-metrics-changed', listener)
      return () => {
        screen.off('display-added', listener)
        screen.off('display-removed', listener)
        screen.off('display-metrics-changed', listener)
      }
    },
  }
}
