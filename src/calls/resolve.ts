import type { View } from '../catalog/view.ts';
import { GatewayError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import type { Call, CallToolResult, Step } from './call.ts';

/**
 * Finds the tool that a name stands for; an unknown one is answered with the nearest that exist.
 * `learn` resolves when servers that have never run were given a moment to say what they have, and the one
 * that the name points to all the time its start may take.
 */
export function resolve(learn: (name: string) => Promise<void>): Step {
  return (call, next) => {
    call.tool = call.view.findTool(call.name);
    return call.tool ? next() : resolveLate(call, next);
  };

  /** Some hosts call a name they know from elsewhere before they list anything (mcporter, scripts). */
  async function resolveLate(call: Call, next: () => Promise<CallToolResult>): Promise<CallToolResult> {
    await learn(call.name);
    call.tool = call.view.findTool(call.name);
    if (!call.tool) throw unknownTool(call.name, call.view);
    return next();
  }
}

function unknownTool(name: string, view: View): GatewayError {
  const names = [...view.tools()].map((tool) => tool.qualifiedName as string);
  const close = nearest(name, names);
  return new GatewayError('unknown_tool', `Unknown tool: ${name.slice(0, 200)}.`, {
    hint: close.length > 0 ? `Did you mean ${close.join(', ')}?` : 'tools/list shows what there is.',
    data: { nearest: close },
  });
}
