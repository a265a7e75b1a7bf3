/** The colours of a page: one of the themes, or a store's own ground and text with all the rest made from them. */
import { type Palette, paletteOf } from '../../protocol/palette.ts'
import type { Colours, Theme } from '../../protocol/screen-setup.ts'

export type Look = { readonly theme: Theme; readonly colours?: Colours }

const TOKENS = ['ground', 'raised', 'line', 'text', 'quiet', 'focus'] as const satisfies readonly (keyof Palette)[]

/** `root` is the page's own `<html>`. Colours that are not apart enough to be read are left out: the theme's stay. */
export function applyTheme(root: HTMLElement, { theme, colours }: Look): void {
  root.dataset.theme = theme
  const palette = colours ? paletteOf(colours) : null
  for (const token of TOKENS) {
    if (palette) root.style.setProperty(`--own-${token}`, palette[token])
    else root.style.removeProperty(`--own-${token}`)
  }
  root.style.colorScheme = palette?.scheme ?? ''
}
