import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matrixEntry } from '../../helpers/fixture-servers.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { MatrixServers } from '../../helpers/matrix-servers.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';
import { FEATURES } from './features.ts';
import { type Entrance, HOSTS, type Host, openHost } from './hosts.ts';
import { REMOTE, SERVERS } from './servers.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/trunkline.js', import.meta.url));
const FEATURE_LIMIT_MS = 20_000;

let sandbox: Sandbox;
let remote: MatrixServers;
let servers: Record<string, object>;

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await MatrixServers.start(sandbox, Object.keys(REMOTE));
  servers = { 'legacy-stdio': matrixEntry('legacy'), 'modern-stdio': matrixEntry('modern') };
  for (const [name, type] of Object.entries(REMOTE)) servers[name] = { type, url: remote.urls[name] };
});
afterAll(async () => {
  await remote.close();
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
