import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonRpcNotification, JsonRpcRequest } from '../../src/protocol/json-rpc.ts';
import { stopDaemon } from '../helpers/daemon.ts';
import { type HostOptions, type RawHost, startHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

/** What a real host sent to a gateway in front of server-everything, as recorded. */
interface Transcript {
  readonly host: string;
  /** Of the gateway that it was recorded with. */
  readonly exposure?: 'lazy' | 'full';
  /** Its results for what a server asks it, by method. */
  readonly answers?: Readonly<Record<string, JsonObject>>;
  readonly frames: readonly (JsonRpcRequest | JsonRpcNotification)[];
}

interface Exchange {
  readonly request: JsonRpcRequest;
  /** The whole message: of `subscriptions/listen`, what acknowledges it. */
  readonly answer: JsonObject;
}

const HOSTS = new URL('../fixtures/hosts/', import.meta.url);
const EVERYTHING = fileURLToPath(
  import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'),
);
const SERVERS: HostOptions['servers'] = {
  everything: { command: process.execPath, args: [EVERYTHING, 'stdio'] },
};

const transcripts: Transcript[] = readdirSync(HOSTS).map((file) =>
  JSON.parse(readFileSync(new URL(file, HOSTS), 'utf8')),
);

/** Plays a whole recording: each request once the one before is answered. */
async function play(
  { frames, exposure = 'full', answers = {} }: Transcript,
  sandbox: Sandbox,
  throughDaemon: boolean,
): Promise<Exchange[]> {
  const host = startHost(sandbox, { servers: SERVERS, settings: { exposure }, throughDaemon });
  void answerQuestions(host, answers);
  const exchanges: Exchange[] = [];
  for (const frame of frames) {
    host.send({ ...frame });
    if ('id' in frame) exchanges.push({ request: frame, answer: await answerTo(host, frame) });
  }
  await host.close();
  expect(await host.exit).toEqual({ code: 0, signal: null });
  return exchanges;
}

function answerTo(host: RawHost, { id, method }: JsonRpcRequest): Promise<JsonObject> {
  return method === 'subscriptions/listen'
    ? host.next((message) => message.method === 'notifications/subscriptions/acknowledged')
    : host.next((message) => message.id === id && !('method' in message));
}

/** Answers what servers ask, for as long as the host lives. */
async function answerQuestions(host: RawHost, answers: Readonly<Record<string, JsonObject>>): Promise<void> {
  const answered = new Set<unknown>();
  for (;;) {
    const { id, method } = await host.next(
      (message) => 'method' in message && 'id' in message && !answered.has(message.id),
    );
    answered.add(id);
    const result = answers[String(method)];
    const outcome = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
    host.send({ jsonrpc: '2.0', id, ...outcome });
  }
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
    const names = namesIn(result.tools);
    expect(names).toContain(names.includes('find_tools') ? 'call_tools' : 'everything__echo');
    for (const { inputSchema } of result.tools as JsonObject[]) {
      expect(inputSchema).toMatchObject({ type: 'object' });
    }
  },
  'prompts/list': (result) => expect(namesIn(result.prompts)).toContain('everything__simple-prompt'),
  'resources/list': (result) => expect(namesIn(result.resources)).toContain('architecture.md'),
  'tools/call': (result, { name, arguments: args }) => {
    const texts = (result.content as { text: string }[]).map(({ text }) => text);
    expect(RESULTS).toHaveProperty(String(name));
    RESULTS[String(name)]?.(texts, args as JsonObject);
  },
};

/** What a call gives, by the name that the host has called. */
const RESULTS: Record<string, (texts: string[], args: JsonObject) => void> = {
  everything__echo: (texts, { message }) => expect(texts).toEqual([`Echo: ${message}`]),
  find_tools: ([found]) => expect(found).toMatch(/^everything__echo\(message: string\)/),
  call_tool: (texts) => expect(texts).toEqual(['Echo: hello from a host']),
  call_tools: (texts) => expect(texts.at(-1)).toBe('Echo: The sum of 2 and 40 is 42.'),
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
  const { exposure = 'full' } = transcript;
  // What daemon and shim do does not depend on what is listed.
  const ways = exposure === 'full' ? [false, true] : [false];
  test(`gets every answer it needs of a ${exposure} list: from one process that never ran before, then from shim and daemon`, async () => {
    const sandbox = openSandbox();
    try {
      for (const throughDaemon of ways) {
        for (const exchange of await play(transcript, sandbox, throughDaemon)) check(exchange);
      }
    } finally {
      await stopDaemon(sandbox);
      await sandbox.close();
    }
  });
});
