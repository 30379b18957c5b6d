import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A database server that several gateways may share. Whoever opens it closes it. */
export interface StoreServer {
  /** `host:port`, and what else stands in its URL. */
  readonly authority: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether anything lies in it under a key that ends so. */
  holds(ending: string): boolean;
  close(): Promise<void>;
}

/** Opens one, running; undefined where it is not installed. */
type OpenStoreServer = (() => Promise<StoreServer>) | undefined;

/** @throws Error where it is not installed and every test has to be run. */
function installed(packageName: string, isInstalled: boolean): boolean {
  if (isInstalled) return true;
  if (process.env.CI) throw new Error(`these tests need ${packageName}: apt-get install ${packageName}`);
  process.stderr.write(`Stores in ${packageName} are not tested: it is not installed.\n`);
  return false;
}

interface Running {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly signal: NodeJS.Signals;
  readonly ready: string;
}

/** The process of a server, which can be stopped and started again. */
class ServerProcess {
  readonly #running: Running;
  #child: ChildProcess | undefined;

  constructor(running: Running) {
    this.#running = running;
  }

  async start(): Promise<void> {
    const { command, args, uid, ready } = this.#running;
    const child = spawn(command, args, { uid, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      const hear = (text: Buffer): void => {
        said += text;
        if (said.includes(ready)) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', () => reject(new Error(`${command} ended: ${said}`)));
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(this.#running.signal);
    await ended;
  }
}

async function openRedis(): Promise<StoreServer> {
  const port = await freePort();
  const args = ['--port', String(port), '--save', '', '--bind', '127.0.0.1'];
  const redis = new ServerProcess({
    command: 'redis-server',
    args,
    signal: 'SIGTERM',
    ready: 'Ready to accept connections',
  });
  await redis.start();
  const stop = () => redis.stop();
  const scan = (ending: string): string[] => ['-p', String(port), '--scan', '--pattern', `*${ending}`];
  return {
    authority: `127.0.0.1:${port}`,
    start: () => redis.start(),
    stop,
    holds: (ending) => execFileSync('redis-cli', scan(ending)).length > 0,
    close: stop,
  };
}

/** It refuses to run as root, so root starts it as the user that Debian's package makes for it. */
async function openPostgres(programs: string): Promise<StoreServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tl-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const uid = isRoot ? Number(execFileSync('id', ['-u', 'postgres'])) : undefined;
  if (uid !== undefined) chownSync(folder, uid, -1);
  const data = join(folder, 'data');
  const setUp = ['-D', data, '-U', 'trunkline', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(join(programs, 'initdb'), setUp, { uid, cwd: folder });
  const port = await freePort();
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
  const postgres = new ServerProcess({
    command: join(programs, 'postgres'),
    args,
    ...(uid !== undefined && { uid }),
    signal: 'SIGINT', // ends connections, as when it is restarted
    ready: 'ready to accept connections',
  });
  await postgres.start();
  return {
    authority: `trunkline@127.0.0.1:${port}/postgres`,
    start: () => postgres.start(),
    stop: () => postgres.stop(),
    holds(ending) {
      const sql = `SELECT key FROM trunkline_cache WHERE key LIKE '%${ending}'`;
      const where = ['-h', folder, '-p', String(port), '-U', 'trunkline', '-d', 'postgres'];
      return execFileSync(join(programs, 'psql'), [...where, '-tAc', sql], { cwd: folder }).length > 0;
    },
    async close() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian keeps them out of the PATH. */
function findPostgres(): string | undefined {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return undefined;
  const folders = readdirSync(versions).map((version) => join(versions, version, 'bin'));
  return folders.findLast((folder) => existsSync(join(folder, 'initdb')));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

const hasRedis = installed('redis-server', spawnSync('redis-server', ['--version']).status === 0);
const postgresPrograms = findPostgres();
installed('postgresql', postgresPrograms !== undefined);

/** A Redis, which Valkey is as well. */
export const redisServer: OpenStoreServer = hasRedis ? openRedis : undefined;
/** A PostgreSQL with an empty database. */
export const postgresServer: OpenStoreServer =
  postgresPrograms === undefined ? undefined : () => openPostgres(postgresPrograms);
