/**
 * A peer for the bench: the forwarding of mcp-proxy (`proxyServer`) between the SDK's stdio transports. Its
 * command serves HTTP only; so it is compared on equal ground. `node mcp-proxy.ts COMMAND ARGS…`
 */
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Server } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { proxyServer } from 'mcp-proxy';

const [command = '', ...args] = process.argv.slice(2);
const client = new Client({ name: 'mcp-proxy', version: '1.0.0' });
await client.connect(new StdioClientTransport({ command, args }));

const serverCapabilities = client.getServerCapabilities() ?? {};
const server = new Server({ name: 'mcp-proxy', version: '1.0.0' }, { capabilities: serverCapabilities });
await proxyServer({ client, server, serverCapabilities });
await server.connect(new StdioServerTransport());

process.stdin.on('end', async () => {
  await client.close();
  process.exit(0);
});
