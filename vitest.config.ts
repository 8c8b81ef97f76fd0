import { defineConfig } from 'vitest/config';

// Tests run against the sources: nothing has to be built first. What they import is loaded once for each worker,
// which saves a third of the time; tests keep nothing in modules.
const patience = { poll: { timeout: 30_000 } }; // what is looked at again and again, on two busy cores
const fromSource = {
  resolve: { conditions: ['source', 'node'] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
};

export default defineConfig({
  test: {
    maxWorkers: 2, // by default vitest leaves one of two cores idle; a third one makes all of it slower (measured)
    reporters: ['default', './scripts/countReporter.mjs'],
    projects: [
      {
        ...fromSource,
        test: {
          name: 'packages',
          include: ['packages/*/test/**/*.test.ts', 'tests/*.test.ts'],
          pool: 'threads',
          isolate: false,
          expect: patience,
          testTimeout: 60_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'page',
          include: ['tests/page/**/*.test.ts'],
          pool: 'forks',
          expect: patience,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'system',
          include: ['tests/system/**/*.test.ts', 'tests/contract/**/*.test.ts', 'tests/readers/**/*.test.ts'],
          pool: 'forks',
          isolate: false,
          expect: patience,
          testTimeout: 900_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
