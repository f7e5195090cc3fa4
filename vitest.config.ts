import { defineConfig } from 'vitest/config'

/** The folders of test/ that are projects of their own; everything else is `unit`. */
const gateway = 'test/gateway/**/*.test.ts'
const cli = 'test/cli/**/*.test.ts'
const cluster = 'test/cluster/**/*.test.ts'

/** Generous: most tests start processes, and a loaded machine is no failure. */
const patient = { testTimeout: 60_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/setup/summary.ts'],
    projects: [
      {
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [gateway, cli, cluster], ...patient },
      },
      { test: { name: 'gateway', include: [gateway], ...patient } },
      { test: { name: 'cli', include: [cli], ...patient } },
      {
        test: {
          name: 'cluster',
          include: [cluster],
          globalSetup: './test/setup/control-plane.ts',
          runner: './test/setup/runner.ts',
          ...patient,
        },
      },
    ],
  },
})
