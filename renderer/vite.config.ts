/**
 * The pages, built for the relay to serve. Its Content-Security-Policy allows no inline script, style or data font, so
 * everything becomes a file of its own under /assets/, named by its content (cacheable for ever).
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/',
  build: {
    outDir: here('../dist/renderer'),
    // The client lies there too, as Node runs it; the whole of dist/ is emptied before it is built.
    emptyOutDir: false,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The fonts are cut into some 250 files; telling the size of each is noise.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 500,
    rolldownOptions: {
      input: {
        screen: here('screen/index.html'),
        buttons: here('buttons/index.html'),
        setup: here('setup/index.html'),
        preview: here('preview/index.html'),
        pair: here('pair/index.html'),
      },
    },
  },
})
