import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What the suite is pointed at. */
export const TARGETS = ['direct', 'gateway-stdio', 'gateway-http'] as const;
export type Target = (typeof TARGETS)[number];

/** A server that listens at `url` until it is closed. */
export interface Subject {
  readonly url: string;
  close(): Promise<void>;
}

const pathTo = (relative: string): string => new URL(`../../${relative}`, import.meta.url).pathname;
const FIXTURE = 'test/fixtures/conformance';
const START_LIMIT_MS = 15_000;

/** The fixture itself, or Trunkline in front of it as a stdio child or an HTTP server. */
export async function openSubject(target: Target): Promise<Subject> {
  if (target === 'direct') return openFixture();
  if (target === 'gateway-stdio') {
    return openGateway({ command: process.execPath, args: [pathTo(`${FIXTURE}/stdio.ts`)] });
  }
  const fixture = await openFixture();
  const gateway = await openGateway({ type: 'http', url: fixture.url });
  return { url: gateway.url, close: () => gateway.close().then(fixture.close) };
}

async function openFixture(): Promise<Subject> {
  const port = await freePort();
  const child = start([pathTo(`${FIXTURE}/http.ts`), String(port)]);
  await awaitListening(child, port);
  return { url: `http://127.0.0.1:${port}/mcp`, close: () => stop(child) };
}

/** The transparent view of one server: its own names, no meta-tools. */
async function openGateway(server: object): Promise<Subject> {
  const home = mkdtempSync(join(tmpdir(), 'trunkline-conformance-'));
  const config = join(home, 'servers.json');
  writeFileSync(config, JSON.stringify({ mcpServers: { fixture: server } }));
  const port = await freePort();
  const flags = ['serve', '--http', `127.0.0.1:${port}`, '--no-auth', '--config', config];
  const child = start([pathTo('bin/trunkline.js'), ...flags], home);
  const close = async (): Promise<void> => {
    await stop(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await awaitListening(child, port);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/mcp/fixture`, close };
}

function start(args: readonly string[], home?: string): ChildProcess {
  const env = home === undefined ? process.env : { ...process.env, HOME: home };
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function awaitListening(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await pause(50);
  }
  throw new Error(`nothing listens on port ${port}`);
}
