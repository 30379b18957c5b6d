import { isObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Method } from '../context.ts';
import { refuseCursor } from '../cursor.ts';

export const listTools: Method = async (params, { parts }) => {
  refuseCursor(params);
  await parts.firstLists();
  return { tools: [...parts.view.tools()].map(({ tool }) => tool) };
};

export const callTool: Method = (params, { parts, caller, signal, onProgress }) => {
  const { name, arguments: args } = params;
  if (typeof name !== 'string') throw new GatewayError('invalid_params', 'tools/call needs a name.');
  if (args !== undefined && !isObject(args)) {
    throw new GatewayError('invalid_params', 'The arguments of tools/call must be an object.');
  }
  return parts.pipeline({ name, params, caller, view: parts.view, signal, onProgress });
};
