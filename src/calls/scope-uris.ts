import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import type { Step } from './call.ts';

/** Makes the resources that a result links or embeds readable through this gateway, by their published URI. */
export function scopeUris(): Step {
  return ({ tool, view }, next) => {
    if (!tool) return next();
    const publish: PublishUri = (uri) => view.publishedUri(tool.serverName, uri);
    return next().then((result) => withPublishedUris(result, publish));
  };
}

/** A server's URI as the caller knows it. */
export type PublishUri = (uri: string) => string;

/** The result itself where it names no resource, else a copy with published URIs in its content. */
export function withPublishedUris(result: JsonObject, publish: PublishUri): JsonObject {
  const { content } = result;
  if (!Array.isArray(content) || !content.some(namesResource)) return result;
  return { ...result, content: content.map((block) => withPublishedUri(block, publish)) };
}

/** One content block, under its published URI if it is a `resource_link` or an embedded `resource`. */
export function withPublishedUri(block: unknown, publish: PublishUri): unknown {
  if (!namesResource(block)) return block;
  if (block.type === 'resource_link') return { ...block, uri: publish(String(block.uri)) };
  const resource = block.resource as JsonObject;
  return { ...block, resource: { ...resource, uri: publish(String(resource.uri)) } };
}

function namesResource(block: unknown): block is JsonObject {
  if (!isObject(block)) return false;
  if (block.type === 'resource_link') return typeof block.uri === 'string';
  return block.type === 'resource' && isObject(block.resource) && typeof block.resource.uri === 'string';
}
