import { listedTools } from '../../calls/meta/list.ts';
import { costOf } from '../../catalog/tokens/tool-costs.ts';
import type { View } from '../../catalog/view.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { OUR_META } from '../../protocol/our-meta.ts';
import { metaOf } from '../../protocol/versions.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Method, SessionParts } from '../context.ts';
import { refuseCursor } from '../cursor.ts';
import { legacyOutput, legacyTool } from './legacy-tools.ts';

export const listTools: Method = async (params, { session, parts, era }) => {
  refuseCursor(params);
  await parts.firstLists();
  const { view } = parts;
  const meta = metaOf(params);
  if (meta?.[OUR_META.exposure] !== 'full') {
    session.tokens?.noteList();
    const listed = listedTools(view);
    return { tools: era === 'legacy' ? listed.map(legacyTool) : listed };
  }
  const servers = readServers(meta[OUR_META.servers], view);
  const tools = [...view.tools()]
    .filter(({ serverName }) => servers?.includes(serverName) ?? true)
    .map(({ tool }) => tool);
  return meta[OUR_META.tokens] === true ? { tools, _meta: { [OUR_META.tokens]: costs(parts) } } : { tools };
};

/** Those that were asked for. @throws GatewayError `invalid_params` where the view shows none of that name */
function readServers(value: unknown, view: View): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = value.map(String);
  const unknown = names.find((name) => !view.snapshots().some(({ serverName }) => serverName === name));
  if (unknown === undefined) return names;
  throw new GatewayError('invalid_params', `No server is called ${unknown.slice(0, 100)}.`);
}

/** What each tool costs a model, and what the list that hosts are shown does, in estimated tokens. */
function costs({ view, toolCosts }: SessionParts): JsonObject {
  const listed = listedTools(view).reduce((sum, tool) => sum + costOf(tool), 0);
  const byName = [...view.tools()].map((tool) => [tool.qualifiedName, toolCosts.of(tool)]);
  return { listed, byName: Object.fromEntries(byName) };
}

export const callTool: Method = async (params, context) => {
  const { session, parts, era, caller, signal, onProgress } = context;
  const { name, arguments: args } = params;
  if (typeof name !== 'string') throw new GatewayError('invalid_params', 'tools/call needs a name.');
  if (args !== undefined && !isObject(args)) {
    throw new GatewayError('invalid_params', 'The arguments of tools/call must be an object.');
  }
  const { view } = parts;
  const { noteCall: onEnded, tokens } = session;
  const result = await parts.pipeline({ name, params, caller, view, signal, onProgress, onEnded });
  tokens?.noteResult(name, result);
  if (era === 'modern' || result.structuredContent === undefined) return result;
  return legacyOutput(result, view.findTool(name)?.tool);
};
