/** Bundles the chaos run and its children: they are TypeScript below test/, which the product's build leaves out. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './prepare.mjs'

const CHILDREN = ['bridge.child', 'program.child', 'crowd.child', 'step-clock']

/** Into a folder below node_modules, so that packages are found. Answers the folder. */
export async function buildChaos(name, entries = CHILDREN) {
  const { build } = await import('vite')
  const outDir = join(ROOT, 'node_modules', '.cache', 'cashierq-chaos', name)
  await rm(outDir, { recursive: true, force: true })
  for (const entry of entries) {
    await build({
      configFile: false,
      root: ROOT,
      logLevel: 'error',
      build: {
        ssr: join(ROOT, 'test', 'chaos', `${entry}.ts`),
        outDir,
        emptyOutDir: false,
        target: 'node20',
        minify: false,
      },
      environments: { ssr: { resolve: { external: true } } },
    })
  }
  return outDir
}

export const ALL = ['main', ...CHILDREN]
