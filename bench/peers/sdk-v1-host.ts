/** A host on the SDK v1: connects the servers it is given as JSON, lists and calls, says so, and waits for its end. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

interface Entry {
  readonly command: string;
  readonly args: string[];
}

const entries: Entry[] = JSON.parse(process.argv[2] ?? '[]');
const call = process.argv[3];
const env = { HOME: process.env.HOME ?? '', PATH: process.env.PATH ?? '' };
const clients = await Promise.all(
  entries.map(async (entry) => {
    const client = new Client({ name: 'bench', version: '1.0.0' });
    await client.connect(new StdioClientTransport({ ...entry, env, stderr: 'ignore' }));
    const { tools } = await client.listTools();
    if (tools.length === 0) throw new Error(`${entry.command} lists no tools`);
    return client;
  }),
);
for (const name of call?.split(',') ?? []) await clients[0]?.callTool({ name, arguments: {} });
console.log('ready');
process.stdin.on('end', async () => {
  await Promise.all(clients.map((client) => client.close()));
  process.exit(0);
});
process.stdin.resume();
