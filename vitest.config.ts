import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** One project a suite, so that each can be run by name: `npx vitest run --project unit`. */
export default defineConfig({
  test: {
    reporters: ['default'],
    // Most suites wait, for a prompt to end or a timer of the switch: a worker for each processor, the default being one less.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{domain,esl,config,app,cli,adapters,architecture,fuzz}/**/*.test.ts'],
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: [
            'test/contract/**/*.test.ts',
            'test/store/**/*.test.ts',
            'test/{simulator,simulation}/**/*.test.ts',
          ],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{integration,http,client}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'sipp',
          include: ['test/{sipp,leak}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        // Calls at a rate that needs the machine: one file at a time, after all others.
        test: {
          name: 'load',
          include: ['test/load/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
