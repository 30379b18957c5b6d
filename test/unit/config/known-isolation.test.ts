import { expect, test } from 'vitest';
import { knownIsolation } from '../../../src/config/servers/known-isolation.ts';

test.each([
  ['npx', ['-y', '@playwright/mcp@latest'], 'session'],
  ['npx', ['chrome-devtools-mcp'], 'session'],
  ['npx', ['-y', '@wonderwhy-er/desktop-commander@1.2.3'], 'session'],
  ['docker', ['run', '-i', '--rm', 'mcp/puppeteer:latest'], 'session'],
  ['node', ['/x/node_modules/@modelcontextprotocol/server-sequential-thinking/dist/index.js'], 'session'],
  ['C:\\tools\\mcp-server-tmux.exe', [], 'session'],
  ['uvx', ['--from', 'git+https://github.com/oraios/serena', 'serena', 'start-mcp-server'], 'workspace'],
  ['npx', ['-y', '@modelcontextprotocol/server-filesystem', '/home/x/playwright-tests'], 'shared'],
  ['node', ['server.js', '--output=puppeteer'], 'shared'],
] as const)('%s %j is %s', (command, args, isolation) => {
  expect(knownIsolation(command, args)).toBe(isolation);
});
