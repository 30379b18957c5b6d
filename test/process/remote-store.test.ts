import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '../../src/shared/clock.ts';
import { openStore } from '../../src/store/keyv/open-store.ts';
import type { Store } from '../../src/store/keyv/store.ts';
import { connectHost } from '../helpers/host.ts';
import { openSandbox } from '../helpers/sandbox.ts';
import { recordingLog } from '../unit/store/recording-log.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis && process.env.CI)
  throw new Error('these tests need redis-server: apt-get install redis-server');
if (!hasRedis) process.stderr.write('Stores in Redis are not tested: redis-server is not installed.\n');

const CACHE = 'dev.trunkline/cache';
let port: number;
let redis: ChildProcess;

async function startRedis(): Promise<void> {
  redis = spawn('redis-server', ['--port', String(port), '--save', '', '--bind', '127.0.0.1']);
  await new Promise<void>((resolve) => {
    redis.stdout?.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
  });
}

async function stopRedis(): Promise<void> {
  const ended = new Promise((resolve) => redis.once('exit', resolve));
  redis.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe.skipIf(!hasRedis)('a store in Redis', () => {
  beforeAll(async () => {
    port = await freePort();
    await startRedis();
  });
  afterAll(() => stopRedis());

  const open = (scheme: string): Promise<Store> =>
    openStore(`${scheme}://127.0.0.1:${port}`, { clock, log: recordingLog(), maxBytes: 1 });

  test.each(['redis', 'valkey'])('keeps texts and generations for every gateway, by %s', async (scheme) => {
    const [one, other] = await Promise.all([open(scheme), open(scheme)]);
    one.texts('responses').set('a', 'text\nof two lines', 60_000);
    await one.flush();
    expect(await other.texts('responses').get('a')).toBe('text\nof two lines');
    await one.generations.read(['server:s']); // makes it
    const before = await one.generations.read(['server:s']);
    expect(before).toBeDefined();
    expect(await other.generations.read(['server:s'])).toBe(before);
    await other.generations.advance(['server:s']);
    expect(await one.generations.read(['server:s'])).not.toBe(before);
    await Promise.all([one.close(), other.close()]);
  });

  test('is shared by two gateways, and calls go on without it, and with it again', async () => {
    const sandbox = openSandbox();
    const options = {
      fixtures: ['notebook'],
      settings: {
        cache: { store: `redis://127.0.0.1:${port}`, rules: [{ tools: ['notebook__read'], ttl: '10m' }] },
      },
    };
    const hosts = [await connectHost(sandbox, options), await connectHost(sandbox, options)];
    const read = async (index: number): Promise<{ text: unknown; isHit: boolean }> => {
      const result = await hosts[index]?.callTool({ name: 'notebook__read', arguments: { page: 'a' } });
      const [block] = (result?.content ?? []) as { text: string }[];
      return { text: block?.text, isHit: result?._meta?.[CACHE] !== undefined };
    };
    const readUntilHit = async (index: number): Promise<unknown> => {
      for (;;) {
        const { text, isHit } = await read(index);
        if (isHit) return text;
      }
    };
    for (const host of hosts) await host.listTools();
    const kept = await readUntilHit(0);
    expect(await readUntilHit(1)).toBe(kept);
    await hosts[1]?.callTool({ name: 'notebook__write', arguments: { page: 'a', content: 'new' } });
    // Written in the other gateway's server, which this one's knows nothing of; but nothing old is given again.
    expect((await read(0)).isHit).toBe(false);

    await stopRedis();
    const without = await read(0);
    expect(without).toMatchObject({ isHit: false, text: expect.stringContaining('a: ') });
    await startRedis();
    await readUntilHit(0);
    await Promise.all(hosts.map((host) => host.close()));
    await sandbox.close();
  });
});
