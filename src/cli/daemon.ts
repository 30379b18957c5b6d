import { readFileSync } from 'node:fs';
import { systemClock } from '../shared/clock.ts';
import { pathsFor } from '../shared/paths.ts';

void systemClock;
export async function standalone(argv: string[]): Promise<number> {
  const path = argv[argv.indexOf('--config') + 1] ?? '';
  const raw = JSON.parse(readFileSync(path, 'utf8'));
  const { runStandalone } = await import('../daemon/main.ts');
  const log = {
    debug() {},
    info(f: object, t: string) {
      if (argv.includes('-v')) process.stderr.write(t + JSON.stringify(f) + '\n');
    },
    warn(f: object, t: string) {
      process.stderr.write(t + JSON.stringify(f) + '\n');
    },
    error(f: object, t: string) {
      process.stderr.write(t + JSON.stringify(f) + '\n');
    },
  };
  const config: any = {
    path,
    exposure: 'full',
    exposureBudgetTokens: 0,
    pinned: [],
    names: { maxLength: 48 },
    limits: { maxMessageBytes: 1 << 26, maxDepth: 200 },
    cache: {},
    servers: Object.entries(raw.mcpServers).map(([name, s]: any) => ({
      name,
      prefix: name,
      type: 'stdio',
      args: [],
      env: {},
      cwd: undefined,
      era: 'auto',
      tools: { hide: [], rename: {}, describe: {} },
      startTimeoutMs: 60000,
      callTimeoutMs: 600000,
      maxCallTimeoutMs: 3600000,
      idleTimeoutMs: 600000,
      ...s,
    })),
  };
  await runStandalone({
    config,
    paths: pathsFor(process.env),
    input: process.stdin,
    output: process.stdout,
    log,
  });
  return 0;
}
