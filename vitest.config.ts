import { defineConfig } from 'vitest/config'

/** Tests wait for conditions; these limits only end a test that will never get its condition. */
const limits = { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000, interval: 20 } } }

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{protocol,platform,relay,renderer,firmware-bridge,main,cli,deploy,chaos}/**/*.test.ts'],
          exclude: ['**/*.contract.test.ts'],
          ...limits,
        },
      },
      {
        test: { name: 'contract', include: ['test/**/*.contract.test.ts'], ...limits },
      },
      {
        // Real devices, browsers and whole processes: one file at a time, they are heavy.
        test: {
          name: 'whole',
          include: ['test/{hardware,e2e}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: limits.expect,
        },
      },
    ],
  },
})
