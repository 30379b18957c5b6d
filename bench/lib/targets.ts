import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Command } from './raw-host.ts';

const pathTo = (relative: string): string => new URL(relative, import.meta.url).pathname;
const ECHO_SERVER = pathTo('./echo-server.ts');
const TRUNKLINE = pathTo('../../bin/trunkline.js');

/** The echo server as its own process, offering `tools` tools. */
export function echoServer(tools = 1): Command & { args: string[] } {
  return { command: process.execPath, args: [ECHO_SERVER, String(tools)] };
}

/** A process from `bench/peers/` in front of the echo server. */
export function peer(name: string): Command {
  const { command, args } = echoServer();
  return { command, args: [pathTo(`../peers/${name}.ts`), command, ...args] };
}

/** Trunkline with its own HOME and configuration. `close()` removes both. */
export interface Gateway extends Command {
  close(): void;
}

interface GatewayOptions {
  readonly servers: Readonly<Record<string, Command>>;
  /** What stands beside `mcpServers` in the configuration. */
  readonly settings?: JsonObject;
}

/** Trunkline in one process, in front of the named servers. */
export function trunkline({ servers, settings }: GatewayOptions): Gateway {
  const home = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
  const config = join(home, 'servers.json');
  writeFileSync(config, JSON.stringify({ ...settings, mcpServers: servers }));
  return {
    command: process.execPath,
    args: [TRUNKLINE, '--standalone', '--config', config],
    env: { HOME: home },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}
