import { composeAnswer } from '../../catalog/search/answer.ts';
import { nearest } from '../../shared/nearest.ts';
import type { CallToolResult } from '../call.ts';
import { invalidArguments, readInteger, readTexts } from './arguments.ts';
import type { MetaCall, MetaTool } from './meta-tool.ts';

const MAX_QUERIES = 10;
const TOKEN_BOUNDS = [100, 8_000] as const;

/** Ranked search over every tool; the answer is enough to call most of them. */
export const findTools: MetaTool = {
  name: 'find_tools',
  description: 'Find tools by what they do.',
  inputSchema: {
    type: 'object',
    properties: {
      queries: { type: 'array', items: { type: 'string' } },
      server: { type: 'string' },
    },
    required: ['queries'],
  },
  annotations: { readOnlyHint: true },
  run: find,
};

async function find({ args, call: { view }, parts }: MetaCall): Promise<CallToolResult> {
  const { search, servers, learn } = parts;
  const queries = readTexts(args.queries ?? args.query, 'queries').slice(0, MAX_QUERIES);
  if (queries.length === 0) throw invalidArguments('queries is empty.', 'Say what the tool should do.');
  const asked = readServers(
    args.server ?? args.servers,
    view.snapshots().map(({ serverName }) => serverName),
  );
  await learn('', view);
  // One that is asked for by name is waited for, however long its first start takes.
  for (const name of asked ?? []) await learn(`${servers.find(name)?.definition.prefix}__`, view);
  const result = await search.find(queries, { view, servers: asked, isReadOnly: args.readOnly === true });
  const answer = composeAnswer(result, {
    qualifiedName: (server, toolName) =>
      search.get(server, toolName)?.qualifiedName ?? `${server}.${toolName}`,
    maxTokens: readInteger(args.maxTokens ?? 500, 'maxTokens', TOKEN_BOUNDS),
    failure: (name) => {
      const server = servers.find(name);
      return server?.state === 'failing' ? server.lastFailure : undefined;
    },
  });
  return { content: [{ type: 'text', text: answer.text }], structuredContent: answer.structuredContent };
}

function readServers(value: unknown, known: readonly string[]): readonly string[] | undefined {
  const asked = readTexts(value, 'server');
  for (const name of asked.filter((name) => !known.includes(name))) {
    const close = nearest(name, known);
    const hint = close.length > 0 ? `Did you mean ${close.join(', ')}?` : `There are: ${known.join(', ')}.`;
    throw invalidArguments(`No server is called ${name.slice(0, 100)}.`, hint.slice(0, 1_000));
  }
  return asked.length > 0 ? asked : undefined;
}
