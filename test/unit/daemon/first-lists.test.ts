import { expect, test } from 'vitest';
import { FirstLists } from '../../../src/daemon/first-lists.ts';
import { Servers } from '../../../src/downstream/servers.ts';
import { fixtureDefinition } from '../../helpers/fixture-servers.ts';
import { FakeServer } from '../downstream/fake-server.ts';
import { ManualClock } from '../store/manual-clock.ts';
import { recordingLog } from '../store/recording-log.ts';

/** One server that has never run, and starts only while `machine.works`. */
function setUp() {
  const clock = new ManualClock();
  const log = recordingLog();
  const machine = { works: false, starts: 0 };
  const learned: string[] = [];
  const servers = new Servers({
    definitions: [fixtureDefinition('fake', { era: 'legacy' })],
    findSnapshot: () => undefined,
    openWire: async () => {
      machine.starts++;
      if (!machine.works) throw new Error('no network yet');
      return new FakeServer();
    },
    onChanged: () => {},
    onSnapshot: ({ name }) => learned.push(name),
    clock,
    log,
  });
  const lists = new FirstLists({ servers, wasTried: () => false, clock, log });
  return { clock, machine, learned, servers, lists };
}

test('a server that fails at first is tried again by itself, and is known once it has recovered', async () => {
  const { clock, machine, learned, lists, servers } = setUp();
  await lists.learned();
  expect([machine.starts, learned]).toEqual([1, []]);
  machine.works = true;
  clock.advance(30_000);
  await expect.poll(() => learned).toEqual(['fake']);
  clock.advance(300_000);
  expect(machine.starts).toBe(2);
  await servers.close();
});

test('however often the configuration is read anew, one that fails is not tried more often for it', async () => {
  const { clock, machine, lists, servers } = setUp();
  for (let reload = 0; reload < 5; reload++) lists.restart();
  await lists.learned();
  const before = machine.starts;
  clock.advance(30_000);
  await expect.poll(() => machine.starts).toBe(before + 1);
  await servers.close();
});
