import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // What a test waits for takes long on a busy machine; how long is nobody's business here.
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 30_000,
    // Process tests start real servers; two at a time is what a small machine carries.
    maxWorkers: 2,
  },
});
