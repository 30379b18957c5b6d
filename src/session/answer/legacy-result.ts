import type { JsonObject } from '../../protocol/json-rpc.ts';
import { META, metaOf } from '../../protocol/versions.ts';

/** A result as a legacy client may see it: a server's word on who answers would pass for ours. */
export function legacyResult(result: JsonObject): JsonObject {
  const meta = metaOf(result);
  if (!meta || !(META.serverInfo in meta)) return result;
  const { [META.serverInfo]: _server, ...rest } = meta;
  return { ...result, _meta: rest };
}
