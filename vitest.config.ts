import { defineConfig } from 'vitest/config';

/** How long a test waits is nobody's business here: these only end one that hangs, on the busiest machine too. */
const HANGS_MS = 120_000;

export default defineConfig({
  test: {
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    expect: { poll: { timeout: 30_000 } },
    // No test changes what a module holds, so the files of one worker share what they import.
    isolate: false,
    // Process tests wait as long as they compute: for starts, graces and delays. Two cores carry four.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'process', include: ['test/process/**/*.test.ts'] } },
      { extends: true, test: { name: 'unit', include: ['test/*.test.ts', 'test/unit/**/*.test.ts'] } },
    ],
  },
});
