import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '../../src/shared/clock.ts';
import { openStore } from '../../src/store/keyv/open-store.ts';
import type { Store } from '../../src/store/keyv/store.ts';
import { callNotebook, connectReader } from '../helpers/notebook.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';
import { postgresServer, redisServer, type StoreServer } from '../helpers/store-servers.ts';
import { recordingLog } from '../unit/store/recording-log.ts';

describe.each([
  { kind: 'Redis', open: redisServer, schemes: ['redis', 'valkey'] },
  { kind: 'PostgreSQL', open: postgresServer, schemes: ['postgres', 'postgresql'] },
])('a store in $kind', ({ open: openServer, schemes }) => {
  let server: StoreServer;
  const [scheme = ''] = schemes;

  beforeAll(async () => {
    if (openServer) server = await openServer();
  });
  afterAll(() => server?.close());

  const open = (by = scheme): Promise<Store> =>
    openStore(`${by}://${server.authority}`, { clock, log: recordingLog(), maxBytes: 1 });

  test.skipIf(!openServer)('is used once it is there, by who began without it', async () => {
    await server.stop();
    const store = await open();
    expect(await store.generations.read(['server:s'])).toBeUndefined();
    await server.start();
    expect(await untilKnown(() => store.generations.read(['server:s']))).toBeDefined();
    await store.close();
  });

  test.skipIf(!openServer).each(schemes)(
    'keeps texts and generations for every gateway, by %s',
    async (by) => {
      const [one, other] = await Promise.all([open(by), open(by)]);
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
    },
  );

  test.skipIf(!openServer)('gives nothing beyond its time, and is rid of it', async () => {
    const store = await open();
    store.texts('responses').set('brief', 'text', 1);
    store.texts('responses').set('lasting', 'text', 60_000);
    await store.close();
    const later = await open();
    expect(await untilKnown(() => later.texts('responses').get('lasting'))).toBe('text');
    expect([server.holds(':lasting'), server.holds(':brief')]).toEqual([true, false]);
    expect(await later.texts('responses').get('brief')).toBeUndefined();
    await later.close();
  });

  test.skipIf(!openServer)(
    'is shared by gateways, and calls go on without it, and with it again',
    async () => {
      const sandbox = openSandbox();
      const connect = () => openReader(sandbox, `${scheme}://${server.authority}`);
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

      await server.stop();
      expect((await second.readUntil('a', ({ isHit }) => !isHit)).text).toContain('a: ');
      await server.start();
      await second.readUntil('a', ({ isHit }) => isHit);
      await Promise.all([second.close(), third.close()]);
      await sandbox.close();
    },
  );
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
  const host = await connectReader(sandbox, { store, rules });
  const read = async (page: string): Promise<Read> => {
    const { text, kept } = await callNotebook(host, 'read', { args: { page } });
    return { text, isHit: kept !== undefined };
  };
  return {
    read,
    async readUntil(page: string, isEnough: (read: Read) => boolean): Promise<Read> {
      for (;;) {
        const got = await read(page);
        if (isEnough(got)) return got;
      }
    },
    write: (page: string, content: string) => callNotebook(host, 'write', { args: { page, content } }),
    close: () => host.close(),
  };
}
