/** Opens the fixture servers named as arguments, writes a line once all answer, and lives until it is killed. */
import { Processes } from '../../src/downstream/process/processes.ts';
import { fixtureDefinition } from './fixture-servers.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const processes = new Processes({
  env: process.env,
  limits: { maxMessageBytes: 1e7, maxDepth: 100 },
  log: quiet,
});
await Promise.all(
  process.argv.slice(2).map(async (name) => {
    const wire = await processes.open(fixtureDefinition(name));
    await new Promise((resolve) => {
      wire.onMessage = resolve;
      wire.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo' } });
    });
  }),
);
process.stdout.write('ready\n');
