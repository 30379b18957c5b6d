import type { Catalog } from '../catalog/catalog.ts';
import { GatewayError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import type { Step } from './call.ts';

/** Finds the tool that a name stands for; an unknown one is answered with the nearest that exist. */
export function resolve(catalog: Catalog): Step {
  return (call, next) => {
    const tool = catalog.findTool(call.name);
    if (!tool) return Promise.reject(unknownTool(call.name, catalog));
    call.tool = tool;
    return next();
  };
}

function unknownTool(name: string, catalog: Catalog): GatewayError {
  const names = [...catalog.tools()].map((tool) => tool.qualifiedName as string);
  const close = nearest(name, names);
  return new GatewayError('unknown_tool', `Unknown tool: ${name.slice(0, 200)}.`, {
    hint: close.length > 0 ? `Did you mean ${close.join(', ')}?` : 'tools/list shows what there is.',
    data: { nearest: close },
  });
}
