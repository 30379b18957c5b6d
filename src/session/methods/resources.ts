import type { View } from '../../catalog/view.ts';
import type { Server } from '../../downstream/server.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Method, SessionParts } from '../context.ts';
import { refuseCursor } from '../cursor.ts';

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
  const { server, uri } = getTarget(params, parts);
  const result = await server.request('resources/read', { ...params, uri }, { caller, signal, onProgress });
  return { ...result, contents: withPublishedUris(result.contents, server.name, parts.view) };
};

export const subscribe: Method = async (params, { session, parts, caller }) => {
  const { server, uri } = getTarget(params, parts);
  const connection = await server.acquire(caller);
  await connection.subscriptions.add(uri, caller);
  session.subscribedUris.add(String(params.uri));
  session.save();
  return {};
};

export const unsubscribe: Method = async (params, { session, parts, caller }) => {
  const { server, uri } = getTarget(params, parts);
  const connection = await server.acquire(caller);
  await connection.subscriptions.remove(uri, caller);
  session.subscribedUris.delete(String(params.uri));
  session.save();
  return {};
};

/** @throws GatewayError `unknown_resource` for a URI that is not one of ours. */
export function getTarget(params: JsonObject, parts: SessionParts): { server: Server; uri: string } {
  const published = params.uri;
  if (typeof published !== 'string') throw new GatewayError('invalid_params', 'A resource needs a uri.');
  const target = parts.view.findResource(published);
  const server = target && parts.servers.find(target.serverName);
  if (!server) {
    throw new GatewayError('unknown_resource', `Unknown resource: ${published.slice(0, 200)}.`, {
      hint: 'URIs are as resources/list gives them: <server>+<uri>.',
      data: { uri: published },
    });
  }
  return { server, uri: target.uri };
}

function withPublishedUris(contents: unknown, serverName: string, view: View): unknown {
  if (!Array.isArray(contents)) return contents;
  return contents.map((part) =>
    isObject(part) && typeof part.uri === 'string'
      ? { ...part, uri: view.publishedUri(serverName, part.uri) }
      : part,
  );
}
