import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpGateway } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';
import { FEATURES } from './features.ts';
import { type Entrance, HOSTS, type Host, openHost } from './hosts.ts';
import { REMOTE, SERVERS } from './servers.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/trunkline.js', import.meta.url));
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/matrix/${name}.ts`, import.meta.url));
const FEATURE_LIMIT_MS = 20_000;

let sandbox: Sandbox;
let children: ChildProcess[];
let servers: Record<string, object>;

async function startRemote(file: string, era: string): Promise<string> {
  const child = spawn(process.execPath, [fixture(file), era], {
    env: sandbox.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return String(url);
}

beforeAll(async () => {
  sandbox = openSandbox();
  children = [];
  servers = Object.fromEntries(
    (['legacy', 'modern'] as const).map((era) => [
      `${era}-stdio`,
      { command: process.execPath, args: [fixture('stdio'), era] },
    ]),
  );
  for (const [name, { file, era, type }] of Object.entries(REMOTE))
    servers[name] = { type, url: await startRemote(file, era) };
});
afterAll(async () => {
  for (const child of children) child.kill();
  await sandbox.close();
});

/** Ends with the reason where a feature does not work in time. */
async function attempt(feature: string, host: Host, server: string): Promise<string> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve('nothing happened'), FEATURE_LIMIT_MS);
  const run = FEATURES[feature]?.(host, server) ?? Promise.reject(new Error('no such feature'));
  const outcome = await Promise.race([run.then(() => 'ok', String), late.promise]);
  clearTimeout(timer);
  return outcome;
}

describe.each(['stdio', 'http'] as const)('over %s', (transport) => {
  let gateway: HttpGateway | undefined;
  let entrance: Entrance;

  beforeAll(async () => {
    if (transport === 'http') {
      gateway = await HttpGateway.start(sandbox, { servers });
      entrance = { url: gateway.url };
    } else {
      const config = sandbox.writeConfig({ exposure: 'full', mcpServers: servers });
      const args = [PROGRAM, '--standalone', '--config', config];
      entrance = { command: process.execPath, args, env: sandbox.env };
    }
  });
  afterAll(() => gateway?.close());

  describe.each(HOSTS)('a host on SDK %s', (kind) => {
    let host: Host;
    beforeAll(async () => {
      host = await openHost(kind, entrance);
    });
    afterAll(() => host.close());

    test.each(SERVERS)('and a server of kind %s: every feature', { timeout: 120_000 }, async (server) => {
      const outcomes: Record<string, string> = {};
      for (const feature of Object.keys(FEATURES)) outcomes[feature] = await attempt(feature, host, server);
      expect(outcomes).toEqual(Object.fromEntries(Object.keys(FEATURES).map((name) => [name, 'ok'])));
    });
  });
});
