import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ServerDefinition } from '../../../src/config/config.ts';
import { type CheckedConfig, checkConfig } from '../../../src/config/load.ts';

/** A folder with these files, removed after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

interface Given {
  readonly env?: Record<string, string>;
  /** Further files in the same folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly name?: string;
}

export async function check(
  content: unknown,
  { env = {}, files = {}, name = 'servers.json' }: Given = {},
): Promise<CheckedConfig> {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  const folder = folderWith({ [name]: text, ...files });
  return checkConfig({ path: join(folder, name), env: { HOME: folder, ...env } });
}

/** Path, message and hint of each problem, without its position. */
export async function problemsOf(content: unknown, given?: Given): Promise<string[]> {
  const { problems } = await check(content, given);
  return problems.map(({ path, message, hint }) => `${path}: ${message}${hint ? ` (${hint})` : ''}`);
}

/** The only server of a configuration with this one entry. */
export async function serverFrom(entry: unknown, given?: Given): Promise<ServerDefinition> {
  const { config, problems } = await check({ mcpServers: { one: entry } }, given);
  const [server] = config?.servers ?? [];
  if (!server) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return server;
}
