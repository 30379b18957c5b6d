import { expect, test } from 'vitest';
import { startedProgram } from '../../../src/config/servers/started-program.ts';

const programOf = (line: string) => {
  const [command = '', ...args] = line.split(' ');
  return startedProgram(command, args);
};

test.each([
  ['npx -y @modelcontextprotocol/server-filesystem /home/ada', '@modelcontextprotocol/server-filesystem'],
  ['npx @modelcontextprotocol/server-memory@2026.1.1', '@modelcontextprotocol/server-memory'],
  ['cmd /c npx -y @playwright/mcp@latest', '@playwright/mcp'],
  ['C:\\node\\npx.cmd -y @playwright/mcp@latest', '@playwright/mcp'],
  ['bun x @playwright/mcp', '@playwright/mcp'],
  [
    'node /opt/node_modules/@modelcontextprotocol/server-everything/dist/index.js stdio',
    '@modelcontextprotocol/server-everything',
  ],
  ['uvx mcp-server-git --repository /repo', 'mcp-server-git'],
  ['uvx mcp-server-time==1.0', 'mcp-server-time'],
  ['python3 -m mcp_server_git', 'mcp-server-git'],
  ['/usr/local/bin/github-mcp-server stdio', 'github-mcp-server'],
  ['docker run -i --rm -v /home:/projects mcp/filesystem /projects', 'mcp/filesystem'],
  ['docker run -i --rm -e TOKEN ghcr.io/github/github-mcp-server:v1', 'ghcr.io/github/github-mcp-server'],
])('%s starts %s', (line, program) => {
  expect(programOf(line)).toBe(program);
});

test('an argument, a folder or another package of a like name is not what is started', () => {
  expect(programOf('some-server mcp-server-git')).toBe('some-server');
  expect(programOf('npx some-server /home/ada/mcp-server-git')).toBe('some-server');
  expect(programOf('npx @somebody/server-filesystem')).toBe('@somebody/server-filesystem');
  expect(programOf('npx --package some-server mcp-server-git')).toBeUndefined();
  expect(programOf('docker run somebody/filesystem mcp')).toBeUndefined();
  expect(programOf('node')).toBeUndefined();
});
