import { withAskers } from '../../calls/name-asker.ts';
import type { View } from '../../catalog/view.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { LegacyMethod, Method, SessionParts } from '../context.ts';
import { refuseCursor } from '../cursor.ts';
import { findTarget, type Target } from './target.ts';

export const listResources: Method = async (params, { parts }) => {
  refuseCursor(params);
  await parts.firstLists();
  return { resources: parts.view.resources() };
};

export const listResourceTemplates: Method = async (params, { parts }) => {
  refuseCursor(params);
  await parts.firstLists();
  return { resourceTemplates: parts.view.resourceTemplates() };
};

export const readResource: Method = async (params, { parts, caller, signal, onProgress }) => {
  const { server, id: uri } = getTarget(params, parts);
  const result = await parts.readResource({ server, uri, params, caller, signal, onProgress });
  if (!Array.isArray(result.contents)) return withAskers(result, server.name, parts.view);
  return { ...result, contents: withPublishedUris(result.contents, server.name, parts.view) };
};

export const subscribe: LegacyMethod = async (params, { session, parts, caller }) => {
  const { server, id } = getTarget(params, parts);
  await server.watches.add({ kind: 'resourceSubscriptions', id }, caller);
  session.subscribedUris.add(String(params.uri));
  session.save();
  return {};
};

export const unsubscribe: LegacyMethod = async (params, { session, parts, caller }) => {
  const { server, id } = getTarget(params, parts);
  await server.watches.remove({ kind: 'resourceSubscriptions', id }, caller);
  session.subscribedUris.delete(String(params.uri));
  session.save();
  return {};
};

/** @throws GatewayError `unknown_resource` for a URI that is not one of ours. */
export function getTarget({ uri }: JsonObject, parts: SessionParts): Target {
  if (typeof uri !== 'string') throw new GatewayError('invalid_params', 'A resource needs a uri.');
  const target = findTarget(uri, parts);
  if (target) return target;
  throw new GatewayError('unknown_resource', `Unknown resource: ${uri.slice(0, 200)}.`, {
    hint: 'URIs are as resources/list gives them: <server>+<uri>.',
    data: { uri },
  });
}

function withPublishedUris(contents: readonly unknown[], serverName: string, view: View): unknown {
  return contents.map((part) =>
    isObject(part) && typeof part.uri === 'string'
      ? { ...part, uri: view.publishedUri(serverName, part.uri) }
      : part,
  );
}
