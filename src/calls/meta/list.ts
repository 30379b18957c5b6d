import { countTokens } from '../../catalog/tokens/count-tokens.ts';
import type { View } from '../../catalog/view.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import { callReadTool } from './call-read-tool.ts';
import { callTool } from './call-tool.ts';
import { callTools } from './call-tools.ts';
import { describeTools } from './describe-tools.ts';
import { findTools } from './find-tools.ts';
import type { MetaTool } from './meta-tool.ts';

/** In the order in which they are listed, always. */
const META_TOOLS: readonly MetaTool[] = [findTools, describeTools, callTool, callReadTool, callTools];

const BY_NAME: ReadonlyMap<string, MetaTool> = new Map(META_TOOLS.map((meta) => [meta.name, meta]));

/** Room for what stands behind: with it the list stays below the 400 tokens that are promised. */
const MAX_SERVER_TOKENS = 13;

/** A meta-tool by its name. No published name can be the same: those have a `__`. */
export function findMetaTool(name: string): MetaTool | undefined {
  return BY_NAME.get(name);
}

/** What hosts are shown of a view, the same for every one of them. */
export function listedTools(view: View): JsonObject[] {
  const { kind, tools } = view.exposure();
  const serverNames = view.snapshots().map(({ serverName }) => serverName);
  return [...(kind === 'lazy' ? listMetaTools(serverNames) : []), ...tools.map(({ tool }) => tool)];
}

/** The meta-tools as `tools/list` shows them: the same bytes for the same configuration. */
export function listMetaTools(serverNames: readonly string[]): JsonObject[] {
  return META_TOOLS.map(({ name, description, inputSchema, annotations }) => ({
    name,
    description: name === findTools.name ? `${description} Servers: ${inShort(serverNames)}.` : description,
    inputSchema,
    ...(annotations && { annotations }),
    // Claude Code would hide them behind its own search.
    _meta: { 'anthropic/alwaysLoad': true },
  }));
}

/** As many names as there is room for, in the configuration's order. */
function inShort(names: readonly string[]): string {
  if (names.length === 0) return 'none yet';
  let text = '';
  for (const [index, name] of names.entries()) {
    const longer = text === '' ? name : `${text}, ${name}`;
    if (countTokens(longer) > MAX_SERVER_TOKENS)
      return text === '' ? `${names.length} of them` : `${text} and ${names.length - index} more`;
    text = longer;
  }
  return text;
}
