import { scopedUri, uriScope } from '../catalog/resource-uris.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import type { Step } from './call.ts';

/** Makes the resources that a result links or embeds readable through this gateway, by their published URI. */
export function scopeUris(): Step {
  return async (call, next) => {
    const result = await next();
    return call.tool ? withScopedUris(result, call.tool.serverName) : result;
  };
}

/** The result itself where it names no resource, else a copy with published URIs in its content. */
export function withScopedUris(result: JsonObject, serverName: string): JsonObject {
  const { content } = result;
  if (!Array.isArray(content) || !content.some(namesResource)) return result;
  const scope = uriScope(serverName);
  return {
    ...result,
    content: content.map((block) => (namesResource(block) ? withScopedUri(block, scope) : block)),
  };
}

/** One content block (`resource_link` or embedded `resource`) under its published URI. */
export function withScopedUri(block: JsonObject, scope: string): JsonObject {
  if (block.type === 'resource_link') return { ...block, uri: scopedUri(scope, String(block.uri)) };
  const resource = block.resource as JsonObject;
  return { ...block, resource: { ...resource, uri: scopedUri(scope, String(resource.uri)) } };
}

function namesResource(block: unknown): block is JsonObject {
  if (!isObject(block)) return false;
  if (block.type === 'resource_link') return typeof block.uri === 'string';
  return block.type === 'resource' && isObject(block.resource) && typeof block.resource.uri === 'string';
}
