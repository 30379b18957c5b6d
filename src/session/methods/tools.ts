import { listMetaTools } from '../../calls/meta/list.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import { metaOf } from '../../protocol/versions.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Method } from '../context.ts';
import { refuseCursor } from '../cursor.ts';

export const listTools: Method = async (params, { parts }) => {
  refuseCursor(params);
  await parts.firstLists();
  const { view } = parts;
  const { kind, tools } = view.exposure();
  const asked = metaOf(params)?.[EXPOSURE];
  if (asked === 'full') return { tools: [...view.tools()].map(({ tool }) => tool) };
  const serverNames = view.snapshots().map(({ serverName }) => serverName);
  const meta = kind === 'lazy' ? listMetaTools(serverNames) : [];
  return { tools: [...meta, ...tools.map(({ tool }) => tool)] };
};

/** In the `_meta` of `tools/list`: our own commands and programs ask for every tool, however they are shown to hosts. */
const EXPOSURE = 'dev.trunkline/exposure';

export const callTool: Method = (params, { parts, caller, signal, onProgress }) => {
  const { name, arguments: args } = params;
  if (typeof name !== 'string') throw new GatewayError('invalid_params', 'tools/call needs a name.');
  if (args !== undefined && !isObject(args)) {
    throw new GatewayError('invalid_params', 'The arguments of tools/call must be an object.');
  }
  return parts.pipeline({ name, params, caller, view: parts.view, signal, onProgress });
};
