/** Whether a window can be shown here at all, asked before any program is started. */

export type Display = { readonly kind: 'there' } | { readonly kind: 'none'; readonly reason: string }

/**
 * Linux and the BSDs name their display in the environment: X11 in DISPLAY, Wayland in WAYLAND_DISPLAY. macOS and
 * Windows always have one. Whether the named display answers shows when the program starts.
 */
export function findDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Display {
  if (platform === 'darwin' || platform === 'win32') return { kind: 'there' }
  if (env.DISPLAY || env.WAYLAND_DISPLAY) return { kind: 'there' }
  return { kind: 'none', reason: 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)' }
}
