import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '../../src/shared/clock.ts';
import { openStore } from '../../src/store/keyv/open-store.ts';
import type { Store } from '../../src/store/keyv/store.ts';
import { connectHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';
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
    expect(await untilKnown(() => other.texts('responses').get('a'))).toBe('text\nof two lines');
    const generation = (store: Store) => untilKnown(() => store.generations.read(['server:s']));
    const before = await generation(one);
    expect(await generation(other)).toBe(before);
    await other.generations.advance(['server:s']);
    const after = await generation(other);
    expect(after).not.toBe(before);
    expect(await generation(one)).toBe(after);
    await Promise.all([one.close(), other.close()]);
  });

  test('is shared by gateways, and calls go on without it, and with it again', async () => {
    const sandbox = openSandbox();
    const connect = () => openReader(sandbox, `redis://127.0.0.1:${port}`);
    const first = await connect();
    const pages = Array.from({ length: 20 }, (_, index) => `page ${index}`);
    for (const page of pages) await first.write(page, 'from the first');
    for (const page of pages) await first.readUntil(page, ({ isHit }) => isHit);
    await first.close();

    // Its own server has none of these pages. A store that is slow for once is asked about another.
    const second = await connect();
    let shared = '';
    for (const page of pages) {
      await second.readUntil('probe', ({ isHit }) => isHit);
      shared = (await second.read(page)).text;
      if (shared.includes('from the first')) break;
    }
    expect(shared).toContain('from the first');

    const third = await connect();
    await second.readUntil('a', ({ isHit }) => isHit);
    await third.write('a', 'new');
    await second.readUntil('a', ({ isHit }) => !isHit);

    await stopRedis();
    expect((await second.readUntil('a', ({ isHit }) => !isHit)).text).toContain('a: ');
    await startRedis();
    await second.readUntil('a', ({ isHit }) => isHit);
    await Promise.all([second.close(), third.close()]);
    await sandbox.close();
  });
});

/** A store that was slow for once is asked again. */
async function untilKnown<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const known = await ask();
    if (known !== undefined) return known;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Read {
  readonly text: string;
  readonly isHit: boolean;
}

/** A host whose notebook's answers are kept in a store. */
async function openReader(sandbox: Sandbox, store: string) {
  const rules = [{ tools: ['notebook__read'], durable: true, ttl: '10m' }];
  const host = await connectHost(sandbox, { fixtures: ['notebook'], settings: { cache: { store, rules } } });
  await host.listTools();
  const read = async (page: string): Promise<Read> => {
    const result = await host.callTool({ name: 'notebook__read', arguments: { page } });
    const [block] = result.content as { text: string }[];
    return { text: block?.text ?? '', isHit: result._meta?.[CACHE] !== undefined };
  };
  return {
    read,
    async readUntil(page: string, isEnough: (read: Read) => boolean): Promise<Read> {
      for (;;) {
        const got = await read(page);
        if (isEnough(got)) return got;
      }
    },
    write: (page: string, content: string) =>
      host.callTool({ name: 'notebook__write', arguments: { page, content } }),
    close: () => host.close(),
  };
}
