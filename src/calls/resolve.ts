import type { PublishedTool } from '../catalog/publish.ts';
import type { View } from '../catalog/view.ts';
import { GatewayError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import type { Call, CallToolResult, Step } from './call.ts';

/**
 * Resolves when servers that have never run were given a moment to say what they have, and the one that a
 * name points to, if the view shows it, all the time its start may take.
 */
export type Learn = (name: string, view: View) => Promise<void>;

/** Finds the tool that a name stands for; an unknown one is answered with the nearest that exist. */
export function resolve(learn: Learn): Step {
  return (call, next) => {
    call.tool = call.view.findTool(call.name);
    return call.tool ? next() : resolveLate(call, next);
  };

  async function resolveLate(call: Call, next: () => Promise<CallToolResult>): Promise<CallToolResult> {
    call.tool = await getTool(call.name, call.view, learn);
    return next();
  }
}

/**
 * The tool that a name stands for, also where a person or model left the server out or wrote `server.tool`.
 *
 * @throws GatewayError `unknown_tool`, with what is near, or with all that it may mean
 */
export async function getTool(name: string, view: View, learn: Learn): Promise<PublishedTool> {
  const known = view.findTool(name);
  if (known) return known;
  // Some hosts call a name they know from elsewhere before they list anything (mcporter, scripts).
  await learn(name, view);
  const learned = view.findTool(name);
  if (learned) return learned;
  const [meant, ...others] = view.toolsCalled(name);
  if (!meant) throw unknownTool(name, view);
  if (others.length > 0) throw ambiguousTool(name, [meant, ...others]);
  return meant;
}

function unknownTool(name: string, view: View): GatewayError {
  const names = [...view.tools()].map((tool) => tool.qualifiedName as string);
  const close = nearest(name, names);
  const isLazy = view.exposure().kind === 'lazy';
  return new GatewayError('unknown_tool', `Unknown tool: ${name.slice(0, 200)}.`, {
    hint:
      close.length > 0
        ? `Did you mean ${close.join(', ')}?`
        : `${isLazy ? 'find_tools' : 'tools/list'} shows what there is.`,
    data: { nearest: close },
  });
}

const MAX_NAMED = 10;

function ambiguousTool(name: string, tools: readonly PublishedTool[]): GatewayError {
  const names = tools.slice(0, MAX_NAMED).map(({ qualifiedName }) => qualifiedName);
  return new GatewayError(
    'unknown_tool',
    `${tools.length} servers have a tool called ${name.slice(0, 200)}.`,
    {
      hint: `Say which one: ${names.join(', ')}.`,
      data: { nearest: names },
    },
  );
}
