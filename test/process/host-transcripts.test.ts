import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonRpcRequest } from '../../src/protocol/json-rpc.ts';
import { Replay, type Transcript } from '../helpers/replay.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const HOSTS = new URL('../fixtures/hosts/', import.meta.url);
const EVERYTHING = fileURLToPath(
  import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'),
);

const transcripts: Transcript[] = readdirSync(HOSTS).map((file) =>
  JSON.parse(readFileSync(new URL(file, HOSTS), 'utf8')),
);

interface Exchange {
  readonly request: JsonRpcRequest;
  /** The whole message: of `subscriptions/listen`, the acknowledgement. */
  readonly answer: JsonObject;
}

/** Plays a whole recording in a sandbox whose configuration names server-everything. */
async function play(transcript: Transcript, sandbox: Sandbox): Promise<Exchange[]> {
  const everything = { command: process.execPath, args: [EVERYTHING, 'stdio'] };
  const config = sandbox.writeConfig({ exposure: 'full', mcpServers: { everything } });
  const replay = Replay.start({
    args: ['--standalone', '--config', config],
    env: sandbox.env,
    answers: transcript.answers,
  });
  const exchanges: Exchange[] = [];
  for (const frame of transcript.frames) {
    const answer = await replay.send(frame);
    if ('id' in frame && answer) exchanges.push({ request: frame, answer });
  }
  expect(await replay.close()).toBe(0);
  return exchanges;
}

function namesIn(list: unknown): unknown[] {
  return (list as JsonObject[]).map(({ name }) => name);
}

/** What each host needs of each answer to go on. */
const CHECKS: Record<string, (result: JsonObject, params: JsonObject) => void> = {
  initialize: (result, params) => {
    expect(result.protocolVersion).toBe(params.protocolVersion);
    expect(result.capabilities).toMatchObject({ tools: {}, resources: {}, prompts: {} });
  },
  'server/discover': (result) => {
    expect(result.supportedVersions).toContain('2026-07-28');
    expect(result).toMatchObject({ resultType: 'complete', ttlMs: expect.any(Number) });
  },
  'logging/setLevel': (result) => expect(result).toEqual({}),
  'tools/list': (result) => {
    expect(namesIn(result.tools)).toContain('everything__echo');
    for (const { inputSchema } of result.tools as JsonObject[]) {
      expect(inputSchema).toMatchObject({ type: 'object' });
    }
  },
  'prompts/list': (result) => expect(namesIn(result.prompts)).toContain('everything__simple-prompt'),
  'resources/list': (result) => expect(namesIn(result.resources)).toContain('architecture.md'),
  'tools/call': (result, params) => {
    const { message } = params.arguments as JsonObject;
    expect(result.content).toEqual([{ type: 'text', text: `Echo: ${message}` }]);
  },
};

function check({ request, answer }: Exchange): void {
  if (request.method === 'subscriptions/listen') {
    expect(answer.params).toMatchObject({ notifications: request.params?.notifications });
    return;
  }
  expect(answer, request.method).toHaveProperty('result');
  CHECKS[request.method]?.(answer.result as JsonObject, request.params ?? {});
}

describe.each(transcripts)('$host', (transcript) => {
  test('gets every answer it needs, at the very first start and at the next', async () => {
    const sandbox = openSandbox();
    try {
      const first = await play(transcript, sandbox);
      for (const exchange of first) check(exchange);
      const next = await play(transcript, sandbox);
      for (const exchange of next) check(exchange);
    } finally {
      await sandbox.close();
    }
  });
});
