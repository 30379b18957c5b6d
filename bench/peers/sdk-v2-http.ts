/**
 * A peer for the bench: the SDK v2's own HTTP handler in front of its client, with raw handlers on both sides,
 * which is the least that a gateway built on it does. `node sdk-v2-http.ts PORT COMMAND ARGS…`
 */
import { createServer } from 'node:http';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';

const [port, command = '', ...args] = process.argv.slice(2);
const client = new Client({ name: 'sdk-v2-gateway', version: '1.0.0' });
await client.connect(new StdioClientTransport({ command, args }));

const serve = toNodeHandler(
  createMcpHandler(() => {
    const server = new Server({ name: 'sdk-v2-gateway', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/list', ({ params }) => client.listTools(params));
    server.setRequestHandler('tools/call', ({ params }) => client.callTool(params));
    return server;
  }),
);
createServer((request, response) => void serve(request, response)).listen(Number(port), '127.0.0.1');
