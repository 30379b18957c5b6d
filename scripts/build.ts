/** Bundles src/ into dist/ (one file per entry and shared chunks) and emits the library's types. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type InputOptions, rolldown } from 'rolldown';

const ROOT = new URL('..', import.meta.url).pathname;
process.chdir(ROOT);
rmSync('dist', { recursive: true, force: true });

const common: InputOptions = {
  platform: 'node',
  // jsonc-parser's CommonJS build hides its files from bundlers.
  resolve: { mainFields: ['module', 'main'] },
  // Native, so it cannot be bundled; everything else is, for a start that opens few files.
  external: ['better-sqlite3'],
};

const bundle = await rolldown({ ...common, input: { cli: 'src/cli.ts', index: 'src/index.ts' } });
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
await bundle.close();

// One CommonJS file: a host waits for it at every start, and the ES module loader costs milliseconds.
const shim = await rolldown({ ...common, input: 'src/shim.ts' });
await shim.write({ file: 'dist/shim.cjs', format: 'cjs' });
await shim.close();

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
