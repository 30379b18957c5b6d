import type { Catalog } from '../catalog/catalog.ts';
import { GatewayError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import type { Call, CallToolResult, Step } from './call.ts';

interface ResolveOptions {
  readonly catalog: Catalog;
  /** Resolves when servers that have never run were given a moment to say what they have. */
  readonly firstLists: () => Promise<void>;
}

/** Finds the tool that a name stands for; an unknown one is answered with the nearest that exist. */
export function resolve({ catalog, firstLists }: ResolveOptions): Step {
  return (call, next) => {
    call.tool = catalog.findTool(call.name);
    return call.tool ? next() : resolveLate(call, next);
  };

  /** Some hosts call a name they know from elsewhere before they list anything (mcporter, scripts). */
  async function resolveLate(call: Call, next: () => Promise<CallToolResult>): Promise<CallToolResult> {
    await firstLists();
    call.tool = catalog.findTool(call.name);
    if (!call.tool) throw unknownTool(call.name, catalog);
    return next();
  }
}

function unknownTool(name: string, catalog: Catalog): GatewayError {
  const names = [...catalog.tools()].map((tool) => tool.qualifiedName as string);
  const close = nearest(name, names);
  return new GatewayError('unknown_tool', `Unknown tool: ${name.slice(0, 200)}.`, {
    hint: close.length > 0 ? `Did you mean ${close.join(', ')}?` : 'tools/list shows what there is.',
    data: { nearest: close },
  });
}
