import { withAskers } from '../../calls/name-asker.ts';
import { type PublishUri, withPublishedUri } from '../../calls/scope-uris.ts';
import type { PublishedPrompt } from '../../catalog/publish.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import type { Method, SessionParts } from '../context.ts';
import { refuseCursor } from '../cursor.ts';
import { getTarget } from './resources.ts';

export const listPrompts: Method = async (params, { parts }) => {
  refuseCursor(params);
  await parts.firstLists();
  return { prompts: [...parts.view.prompts()].map(({ prompt }) => prompt) };
};

export const getPrompt: Method = async (params, { parts, caller, signal, onProgress }) => {
  if (!parts.view.findPrompt(String(params.name))) await parts.firstLists();
  const { serverName, promptName } = findPrompt(params.name, parts);
  const server = parts.servers.find(serverName);
  if (!server) throw new GatewayError('server_unavailable', `${serverName} is no longer configured.`);
  const result = await server.request(
    'prompts/get',
    { ...params, name: promptName },
    { caller, signal, onProgress },
  );
  const publish: PublishUri = (uri) => parts.view.publishedUri(serverName, uri);
  const { messages } = result;
  if (!Array.isArray(messages)) return withAskers(result, serverName, parts.view);
  return { ...result, messages: messages.map((message) => withPublishedContent(message, publish)) };
};

/** Completes an argument of a prompt or of a resource template. */
export const complete: Method = async (params, { parts, caller, signal }) => {
  const { ref } = params;
  if (!isObject(ref)) throw new GatewayError('invalid_params', 'completion/complete needs a ref.');
  if (ref.type === 'ref/prompt') {
    const { serverName, promptName } = findPrompt(ref.name, parts);
    const own = { ...params, ref: { ...ref, name: promptName } };
    const server = parts.servers.find(serverName);
    if (!server) throw new GatewayError('server_unavailable', `${serverName} is no longer configured.`);
    return server.request('completion/complete', own, { caller, signal });
  }
  const { server, id: uri } = getTarget(ref, parts);
  return server.request('completion/complete', { ...params, ref: { ...ref, uri } }, { caller, signal });
};

function findPrompt(name: unknown, parts: SessionParts): PublishedPrompt {
  if (typeof name !== 'string') throw new GatewayError('invalid_params', 'A prompt needs a name.');
  const prompt = parts.view.findPrompt(name);
  if (prompt) return prompt;
  const close = nearest(
    name,
    [...parts.view.prompts()].map(({ qualifiedName }) => qualifiedName as string),
  );
  throw new GatewayError('unknown_prompt', `Unknown prompt: ${name.slice(0, 200)}.`, {
    hint: close.length > 0 ? `Did you mean ${close.join(', ')}?` : 'prompts/list shows what there is.',
  });
}

function withPublishedContent(message: unknown, publish: PublishUri): unknown {
  return isObject(message) ? { ...message, content: withPublishedUri(message.content, publish) } : message;
}
