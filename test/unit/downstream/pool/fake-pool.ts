import { ConnectionPool } from '../../../../src/downstream/pool/connection-pool.ts';
import type { ServerFacts } from '../../../../src/downstream/snapshot.ts';
import { fixtureDefinition } from '../../../helpers/fixture-servers.ts';
import { ManualClock } from '../../store/manual-clock.ts';
import { recordingLog } from '../../store/recording-log.ts';
import { FakeServer } from '../fake-server.ts';

interface FakePoolOptions {
  readonly definition: Parameters<typeof fixtureDefinition>[1];
  readonly facts?: ServerFacts;
  /** Asked at each start, so that a test may change what the next one answers. */
  readonly answers: () => ConstructorParameters<typeof FakeServer>[0];
}

/** A pool whose server processes are fakes, in the order in which they were started. */
export function openFakePool({ definition, facts = {}, answers }: FakePoolOptions) {
  const clock = new ManualClock();
  const log = recordingLog();
  const servers: FakeServer[] = [];
  const pool = new ConnectionPool({
    definition: fixtureDefinition('fake', definition),
    facts,
    openWire: async () => {
      const server = new FakeServer(answers());
      servers.push(server);
      return server;
    },
    findTool: () => undefined,
    onStarted: async () => {},
    onChanged: () => {},
    clock,
    log,
  });
  return { clock, log, servers, pool };
}
