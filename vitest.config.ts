import { defineConfig } from 'vitest/config'

/** The folders of test/ that are projects of their own; everything else is `unit`. */
const gateway = 'test/gateway/**/*.test.ts'
const cli = 'test/cli/**/*.test.ts'
const cluster = 'test/cluster/**/*.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [gateway, cli, cluster],
          testTimeout: 20_000,
        },
      },
      { test: { name: 'gateway', include: [gateway], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'cli', include: [cli], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'cluster', include: [cluster], testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
})
