/** Packs the package, installs it into an empty folder, and runs it there under each supported Node, and an old one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SUPPORTED = ['22', '24', '26'];
const TOO_OLD = '20';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-package-'));
const run = (command: string, args: string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const [tarball = ''] = run('npm', ['pack', '--silent', '--pack-destination', folder], ROOT)
  .trim()
  .split('\n')
  .slice(-1);
const app = join(folder, 'app');
run('mkdir', [app], folder);
writeFileSync(join(app, 'package.json'), '{"private":true}');
run('npm', ['install', '--no-audit', '--no-fund', join(folder, tarball)], app);
const packages = readdirSync(join(app, 'node_modules'), { withFileTypes: true }).filter(
  ({ name }) => !name.startsWith('.'),
);
const size = run('du', ['-sm', join(app, 'node_modules')], app).split('\t')[0];
console.log(`${tarball}: ${packages.map(({ name }) => name).join(', ')}; ${size} MB installed`);

const config = join(app, 'servers.json');
const server = join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const entry = join(app, 'node_modules/trunkline/bin/trunkline.js');
let failures = 0;

for (const major of [...SUPPORTED, TOO_OLD]) {
  const prefix = join(folder, `node-${major}`);
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefix', prefix, `node-linux-${process.arch}@${major}`],
    folder,
  );
  const node = join(prefix, `node_modules/node-linux-${process.arch}/bin/node`);
  writeFileSync(
    config,
    JSON.stringify({
      mcpServers: { everything: { command: process.execPath, args: [server] } },
      exposure: 'full',
    }),
  );
  const frames = [
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'try', version: '1' } },
    },
    {
      jsonrpc: '2.0',
      id: 2,
      method: 'tools/call',
      params: { name: 'everything__echo', arguments: { message: major } },
    },
  ];
  // A shell keeps stdin open until the answer is there.
  const input = frames.map((frame) => JSON.stringify(frame)).join('\n');
  const script = `(printf '%s\\n' "$FRAMES"; sleep 8) | "$NODE" "$ENTRY" --standalone --config "$CONFIG"`;
  const env = {
    ...process.env,
    HOME: join(folder, `home-${major}`),
    FRAMES: input,
    NODE: node,
    ENTRY: entry,
    CONFIG: config,
  };
  const { stdout, stderr, status } = spawnSync('bash', ['-o', 'pipefail', '-c', script], {
    env,
    encoding: 'utf8',
  });
  const worked =
    major === TOO_OLD
      ? status !== 0 && stderr.trim().split('\n').length === 1
      : stdout.includes(`Echo: ${major}`);
  if (!worked) failures++;
  console.log(
    `Node ${major}: ${worked ? 'as it should' : 'FAILED'}${major === TOO_OLD ? ` (${stderr.trim()})` : ''}`,
  );
  if (!worked) console.log(stdout, stderr);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = failures === 0 ? 0 : 1;
