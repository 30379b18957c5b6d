import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StdioDefinition } from '../../src/config/config.ts';
import { Processes } from '../../src/downstream/process/processes.ts';
import type { StdioWire } from '../../src/downstream/process/stdio-wire.ts';
import type { JsonObject, Message } from '../../src/protocol/json-rpc.ts';
import type { InvalidFrame } from '../../src/protocol/wire.ts';
import { fixtureDefinition } from '../helpers/fixture-servers.ts';
import { assertNoChildren, openSandbox, processesIn, type Sandbox } from '../helpers/sandbox.ts';

const limits = { maxMessageBytes: 10_000_000, maxDepth: 100 };
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const GRACE_MS = 300;

let sandbox: Sandbox;
let processes: Processes;

function openProcesses(env: NodeJS.ProcessEnv = sandbox.env): Processes {
  return new Processes({ env, limits, log: quiet });
}

beforeEach(() => {
  sandbox = openSandbox();
  processes = openProcesses();
});

afterEach(async () => {
  await processes.close(GRACE_MS);
  await sandbox.close();
});

interface Opened {
  readonly wire: StdioWire;
  readonly messages: Message[];
  readonly invalid: InvalidFrame[];
  readonly closed: Promise<Error | undefined>;
  request(method: string, params?: JsonObject): Promise<Message>;
}

async function open(definition: StdioDefinition): Promise<Opened> {
  const wire = await processes.open(definition);
  const messages: Message[] = [];
  const invalid: InvalidFrame[] = [];
  const waiting = new Map<unknown, (message: Message) => void>();
  wire.onMessage = (message) => {
    messages.push(message);
    if (!('method' in message)) waiting.get(message.id)?.(message);
  };
  wire.onInvalid = (frame) => invalid.push(frame);
  const closed = new Promise<Error | undefined>((resolve) => {
    wire.onClose = resolve;
  });
  const request = (method: string, params: JsonObject = {}): Promise<Message> => {
    const id = messages.length + waiting.size + 1;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      wire.send({ jsonrpc: '2.0', id, method, params });
    });
  };
  return { wire, messages, invalid, closed, request };
}

describe('a server process', () => {
  test('answers over its stdio', async () => {
    const { request } = await open(fixtureDefinition('echo'));
    const answer = await request('tools/call', { name: 'echo', arguments: { message: 'hi' } });
    expect(answer).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  });

  test('gets the minimal environment and what is configured, not the secrets of the host', async () => {
    processes = openProcesses({
      ...sandbox.env,
      GITHUB_TOKEN: 'secret',
      LC_ALL: 'C',
      https_proxy: 'http://p:1',
    });
    const { request } = await open(fixtureDefinition('echo', { env: { API_KEY: 'x' } }));
    const answer = await request('tools/call', { name: 'environment' });
    const text = 'API_KEY DOTENV_CONFIG_QUIET HOME LC_ALL PATH TMPDIR TRUNKLINE_OWNER https_proxy';
    expect(answer).toMatchObject({ result: { content: [{ text }] } });
  });

  test('passes lines of hundreds of kilobytes', async () => {
    const { request } = await open(fixtureDefinition('huge-line'));
    const answer = await request('tools/list');
    expect(JSON.stringify(answer).length).toBeGreaterThan(300_000);
  });

  test.each(['prints-to-stdout', 'prints-json-junk'])(
    '%s: the junk is survived and reported once',
    async (name) => {
      const { request, invalid } = await open(fixtureDefinition(name));
      await request('tools/call', { name: 'echo' });
      await request('tools/call', { name: 'echo' });
      expect(invalid).toHaveLength(1);
    },
  );

  test('an answer that is no result is reported with the request it belongs to, however much junk came before', async () => {
    const { wire, invalid } = await open(fixtureDefinition('bad-result'));
    wire.send({ jsonrpc: '2.0', id: 5, method: 'tools/call', params: {} });
    await expect.poll(() => invalid).toMatchObject([{ id: null, answers: 5 }]);
  });

  test('the end of a process says how it ended, and its last words are kept', async () => {
    const { wire, closed } = await open(fixtureDefinition('exits-with-reason-on-stderr'));
    expect((await closed)?.message).toBe('The server exited with code 1.');
    expect(await wire.exit).toEqual({ code: 1, signal: null });
    expect(wire.stderrTail()[0]).toBe('Error: the environment variable EXAMPLE_API_KEY is not set.');
  });

  test('a flood on stderr keeps 64 lines and delays nothing', async () => {
    const { wire, request } = await open(fixtureDefinition('floods-stderr'));
    await request('tools/call', { name: 'echo' });
    await expect.poll(() => wire.stderrTail().length).toBe(64);
    expect(wire.stderrTail()[0]).toBe('warn something happened again and again');
  });

  test('a process that closes only its stdout is ended', async () => {
    const { wire, request, closed } = await open(fixtureDefinition('closes-stdout-only'));
    void request('tools/call', { name: 'echo' });
    expect((await closed)?.message).toBe('The server closed its output.');
    await wire.stop(GRACE_MS);
  });

  test('a process that closes only its stdin is ended once something is sent to it', async () => {
    const { wire, request, closed } = await open(fixtureDefinition('closes-stdin-only'));
    await request('tools/call', { name: 'echo' });
    const sending = setInterval(() => wire.send({ jsonrpc: '2.0', method: 'notifications/x' }), 20);
    expect(await closed).toBeInstanceOf(Error);
    clearInterval(sending);
    await wire.stop(GRACE_MS);
  });
});

describe('stopping', () => {
  test.each(['echo', 'ignores-eof', 'ignores-sigterm'])('%s is gone once stop resolves', async (name) => {
    const { wire, request, closed } = await open(fixtureDefinition(name));
    await request('ping');
    await wire.stop(GRACE_MS);
    expect(processesIn(sandbox.home).filter(({ pid }) => pid === wire.pid)).toEqual([]);
    expect(await closed).toBeUndefined();
  });

  test('grandchildren go too, even those in groups of their own', async () => {
    const { wire, request } = await open(fixtureDefinition('spawns-grandchild'));
    const answer = await request('tools/call');
    expect(processesIn(sandbox.home).length).toBeGreaterThanOrEqual(3);
    await wire.stop(GRACE_MS);
    const pids =
      JSON.stringify(answer)
        .match(/\d{3,}/g)
        ?.map(Number) ?? [];
    expect(processesIn(sandbox.home).filter(({ pid }) => pids.includes(pid))).toEqual([]);
  });

  test('killAllNow leaves nothing, without waiting for anything', async () => {
    const { request } = await open(fixtureDefinition('ignores-sigterm'));
    await request('ping');
    processes.killAllNow();
    await processes.close(0);
    await assertNoChildren(sandbox.home);
  });

  test('nothing can be opened after close', async () => {
    await processes.close(GRACE_MS);
    await expect(processes.open(fixtureDefinition('echo'))).rejects.toMatchObject({
      code: 'server_unavailable',
    });
  });
});

describe('a program that cannot be run', () => {
  test('an unknown command names itself, where it was looked for and what to do', async () => {
    await expect(
      processes.open(fixtureDefinition('x', { command: 'no-such-command' })),
    ).rejects.toMatchObject({
      code: 'server_unavailable',
      message: 'x cannot be started: the command "no-such-command" was not found.',
      hint: expect.stringMatching(/full path.*Searched: .*\/bin/),
    });
  });

  test('a missing working directory is named, rather than the program', async () => {
    await expect(processes.open(fixtureDefinition('x', { cwd: '/no/such/folder' }))).rejects.toMatchObject({
      message: expect.stringContaining('/no/such/folder does not exist'),
    });
  });

  test('a file that is no program is named', async () => {
    const file = join(sandbox.home, 'readme');
    writeFileSync(file, 'text', { mode: 0o644 });
    await expect(processes.open(fixtureDefinition('x', { command: file }))).rejects.toMatchObject({
      message: expect.stringContaining(`${file} does not exist or may not be executed`),
    });
  });

  test('arguments that no system can pass are an error like any other', async () => {
    await expect(processes.open(fixtureDefinition('x', { args: ['a\0b'] }))).rejects.toMatchObject({
      code: 'server_unavailable',
    });
  });
});

describe("the login shell's PATH", () => {
  test('is asked for when a command is not on ours, and finds the program with what it needs', async () => {
    const bin = join(sandbox.home, 'tools', 'bin');
    mkdirSync(bin, { recursive: true });
    const server = fixtureDefinition('echo').args[0];
    writeFileSync(join(bin, 'my-server'), `#!/bin/sh\nexec "${process.execPath}" "${server}"\n`);
    chmodSync(join(bin, 'my-server'), 0o755);
    writeFileSync(join(sandbox.home, '.profile'), `echo welcome\nexport PATH="$PATH:${bin}"\n`);
    processes = openProcesses({ ...sandbox.env, PATH: '/usr/bin:/bin', SHELL: '/bin/sh' });
    const { request } = await open(fixtureDefinition('echo', { command: 'my-server', args: [] }));
    expect(await request('ping')).toMatchObject({ result: {} });
  });

  test('a program given by its path finds what was installed beside it', async () => {
    processes = openProcesses({ ...sandbox.env, PATH: '/no/such/folder' });
    const script = join(dirname(process.execPath), 'npx');
    const { wire } = await open(
      fixtureDefinition('npx', { command: process.execPath, args: ['-e', 'process.exit(0)'] }),
    );
    expect(await wire.exit).toEqual({ code: 0, signal: null });
    expect(script).toContain('npx');
  });
});

describe('when Trunkline is killed', () => {
  const owner = fileURLToPath(new URL('../helpers/process-owner.ts', import.meta.url));

  /** Another process that opens servers and, with them ready, says so. */
  function startOwner(...names: string[]): Promise<ChildProcess> {
    const child = spawn(process.execPath, [owner, ...names], {
      env: sandbox.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Promise((resolve) => child.stdout.once('data', () => resolve(child)));
  }

  test.each([['SIGKILL'], ['SIGABRT']] as const)(
    'by %s, no process is left, however stubborn',
    async (signal) => {
      const child = await startOwner('echo', 'ignores-eof', 'ignores-sigterm', 'spawns-grandchild');
      expect(processesIn(sandbox.home).length).toBeGreaterThanOrEqual(8);
      child.kill(signal);
      await assertNoChildren(sandbox.home);
    },
  );
});
