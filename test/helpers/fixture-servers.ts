import { fileURLToPath } from 'node:url';
import type { StdioDefinition } from '../../src/config/config.ts';

/** The file of a fixture server: `test/fixtures/servers/<name>.mjs`. */
function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/servers/${name}.mjs`, import.meta.url));
}

/** A fixture server as a host's configuration would name it, with whatever its program takes. */
export function fixtureEntry(name: string, ...args: string[]): { command: string; args: string[] } {
  return { command: process.execPath, args: [fixturePath(name), ...args] };
}

/** The server of the matrix, which can do everything, over stdio. */
export function matrixEntry(era: 'legacy' | 'modern'): { command: string; args: string[] } {
  const path = fileURLToPath(new URL('../fixtures/matrix/stdio.ts', import.meta.url));
  return { command: process.execPath, args: [path, era] };
}

/** A fixture server as decoded configuration. */
export function fixtureDefinition(name: string, overrides: Partial<StdioDefinition> = {}): StdioDefinition {
  return {
    type: 'stdio',
    name,
    prefix: name,
    ...fixtureEntry(name),
    env: {},
    cwd: undefined,
    tools: { hide: [], rename: {}, describe: {} },
    readOnly: { tools: [], trustsAnnotations: false },
    era: 'auto',
    isolation: 'shared',
    startTimeoutMs: 10_000,
    callTimeoutMs: 10_000,
    maxCallTimeoutMs: 60_000,
    idleTimeoutMs: 0,
    ...overrides,
  };
}
