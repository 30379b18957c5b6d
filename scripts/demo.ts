/**
 * Shows Trunkline at work as a host would see it: an ordinary MCP client starts it over stdio with this
 * repository's servers.json, and uses the real servers behind it. Exits with 0 only if all of it worked.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { countTokens } from '../src/catalog/tokens/count-tokens.ts';
import { OUR_META } from '../src/protocol/our-meta.ts';
import { CACHE_META } from '../src/store/responses/entry/served-copy.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTITY = { name: 'Trunkline', entityType: 'gateway', observations: ['was started by its demo'] };

let failures = 0;

/** Runs one step, prints what came of it and how long it took, and counts it if it failed. */
async function step<T>(
  title: string,
  run: () => Promise<T>,
  describe: (result: T) => string,
): Promise<T | undefined> {
  const started = performance.now();
  try {
    const result = await run();
    const ms = (performance.now() - started).toFixed(0).padStart(5);
    console.log(`${ms} ms  ${title}\n          ${describe(result)}`);
    return result;
  } catch (error) {
    failures++;
    console.log(`   FAILED  ${title}\n          ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

const home = mkdtempSync(join(tmpdir(), 'trunkline-demo-'));
const host = new Client({ name: 'demo', version: '1.0.0' });
const transport = new StdioClientTransport({
  command: process.execPath,
  args: [join(ROOT, 'bin/trunkline.js'), '--standalone', '--config', join(ROOT, 'servers.json')],
  // A home of its own: the demo shows a first start, and leaves nothing behind.
  env: { ...process.env, HOME: home, TMPDIR: home } as Record<string, string>,
});

/** Calls a tool and insists that it worked. */
async function call(name: string, args: object, onprogress?: (progress: { progress: number }) => void) {
  const result = await host.callTool(
    { name, arguments: { ...args } },
    undefined,
    onprogress && { onprogress },
  );
  const content = result.content as { type: string; text?: string; mimeType?: string; data?: string }[];
  if (result.isError) throw new Error(content[0]?.text ?? 'the tool failed');
  return content;
}

console.log('One entry, four MCP servers: filesystem, memory, everything, sequential-thinking\n');

await step(
  'connect, as Claude Desktop or any other host would',
  () => host.connect(transport),
  () => `${host.getServerVersion()?.name} ${host.getServerVersion()?.version} answered initialize`,
);
await step(
  'list the tools: five that find and call all others, since the whole list would cost too much context',
  () => host.listTools(),
  ({ tools }) =>
    `${tools.map(({ name }) => name).join(', ')}: about ${countTokens(JSON.stringify(tools))} tokens`,
);
await step(
  'the whole list, which the host is spared (the first time its servers are started to ask them)',
  async () => {
    // A list never waits long for a server that has not run before; the next one has it.
    for (let round = 0; ; round++) {
      const { tools } = await host.listTools({ _meta: { [OUR_META.exposure]: 'full' } });
      const servers = Map.groupBy(tools, ({ name }) => name.split('__')[0]);
      if (servers.size === 4) return { tools, servers };
      if (round === 30) throw new Error(`only ${[...servers.keys()].join(', ')} answered`);
      await delay(500);
    }
  },
  ({ tools, servers }) => {
    const counts = [...servers].map(([server, own]) => `${server} ${own.length}`).join(' · ');
    return `${counts}: about ${countTokens(JSON.stringify(tools))} tokens`;
  },
);
await step(
  'search: "what is in this folder?"',
  () => call('find_tools', { queries: ['what is in this folder?'] }),
  ([content]) => (content?.text ?? '').split('\n').slice(0, 3).join('\n          '),
);
await step(
  'call a filesystem tool',
  () => call('filesystem__list_directory', { path: join(ROOT, 'examples') }),
  ([content]) => content?.text?.replaceAll('\n', ' ') ?? '',
);
await step(
  'call it again: a rule in servers.json lets its answer be kept',
  async () => {
    const params = { name: 'filesystem__list_directory', arguments: { path: join(ROOT, 'examples') } };
    const { _meta } = await host.callTool(params);
    const kept = _meta?.[CACHE_META] as { age: number } | undefined;
    if (!kept) throw new Error('it was fetched anew');
    return kept;
  },
  ({ age }) => `given again after ${Math.round(age)} ms, without asking the server`,
);
await step(
  'call a memory tool, twice: what one call wrote the next one reads',
  async () => {
    await call('memory__create_entities', { entities: [ENTITY] });
    return call('memory__search_nodes', { query: 'gateway' });
  },
  ([content]) =>
    content?.text?.includes('started by its demo') ? `found "${ENTITY.observations[0]}"` : 'not found',
);
await step(
  'call a tool that answers with an image',
  () => call('everything__get-tiny-image', {}),
  (content) => {
    const image = content.find(({ type }) => type === 'image');
    return `${image?.mimeType}, ${image?.data?.length} characters of base64, untouched`;
  },
);
const heard: number[] = [];
await step(
  'call a tool that reports progress',
  () =>
    call('everything__trigger-long-running-operation', { duration: 1, steps: 4 }, ({ progress }) =>
      heard.push(progress),
    ),
  ([content]) => `${heard.length} progress notifications (${heard.join(', ')}), then: ${content?.text}`,
);
await step(
  'misspell a name',
  () =>
    host.callTool({ name: 'filesystem__list_dir' }).then(
      () => 'was accepted',
      (error: Error) => error.message,
    ),
  (message) => {
    if (!message.includes('filesystem__list_directory')) throw new Error(message);
    return message;
  },
);
await host.close();
rmSync(home, { recursive: true, force: true });
console.log(failures === 0 ? '\nEverything worked.' : `\n${failures} step(s) failed.`);
process.exitCode = failures === 0 ? 0 : 1;
