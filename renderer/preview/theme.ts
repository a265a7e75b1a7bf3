/** The look of an order, on the preview's own page. */
import type { PreviewOrder } from '../../protocol/setup.ts'
import { setStyle } from '../page/parts.ts'

export function dress(root: HTMLElement, { theme, colours }: PreviewOrder): void {
  root.dataset['theme'] = theme
  setStyle(root, '--ground', colours?.ground ?? '')
  setStyle(root, '--text', colours?.text ?? '')
  setStyle(root, '--quiet', colours?.text ?? '')
}
