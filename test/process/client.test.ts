import { expect, test } from 'vitest';
import { connect } from '../../src/index.ts';
import { fixtureEntry } from '../helpers/fixture-servers.ts';
import { assertNoChildren, openSandbox } from '../helpers/sandbox.ts';

test('a program lists and calls through the client library, and is told why it cannot', async () => {
  const sandbox = openSandbox();
  const config = sandbox.writeConfig({ mcpServers: { echo: fixtureEntry('echo') }, exposure: 'full' });
  const home = process.env.HOME;
  process.env.HOME = sandbox.home;
  try {
    const client = await connect({ config, standalone: true });
    expect((await client.listTools()).map(({ name }) => name)).toContain('echo__add');
    const steps: unknown[] = [];
    const result = await client.callTool(
      'echo__progress',
      { steps: 2 },
      { onProgress: ({ progress }) => steps.push(progress) },
    );
    expect(result.content).toEqual([{ type: 'text', text: '2 steps' }]);
    expect(steps).toEqual([1, 2]);
    await expect(client.callTool('echo__ad')).rejects.toThrow('echo__add');
    await client.close();
    await assertNoChildren(sandbox.home);
    await expect(connect({ config: '/nonexistent.json', standalone: true })).rejects.toThrow(
      'nonexistent.json',
    );
  } finally {
    process.env.HOME = home;
    await sandbox.close();
  }
});
