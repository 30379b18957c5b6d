import { afterEach, beforeEach, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { command } from '../helpers/daemon.ts';
import { fixtureEntry } from '../helpers/fixture-servers.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

test('what a command prints is whole also where it is more than a pipe holds', async () => {
  const config = sandbox.writeConfig({
    mcpServers: { many: { ...fixtureEntry('paged'), env: { TOOLS: '1500' } } },
  });
  const printed = await command(sandbox, 'tools', '--json', '--standalone', '--config', config);
  expect(printed.length).toBeGreaterThan(100_000);
  expect(JSON.parse(printed)).toHaveLength(1500);
});

test('every command says what it takes, and --help lists them all', async () => {
  const all = await command(sandbox, '--help');
  expect(all).toContain('trunkline --standalone');
  for (const name of Object.keys(COMMANDS)) {
    expect(all).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(await command(sandbox, name, '--help')).toMatch(new RegExp(`^trunkline ${name} `));
  }
});
