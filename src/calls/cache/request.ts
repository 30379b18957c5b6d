import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { CACHE_META } from '../../store/responses/entry/served-copy.ts';
import { isPlainRequest } from '../../store/responses/entry/storable.ts';
import type { ResponseCall } from '../../store/responses/response-call.ts';

/** Everybody who reaches this gateway acts for its one user. */
export const PRINCIPAL = 'user';

/** A request says in its `_meta` whether it wants the server's own answer, and whether that may be kept. */
export function cacheMode(params: JsonObject): ResponseCall['mode'] {
  const wanted = isObject(params._meta) ? params._meta[CACHE_META] : undefined;
  if (wanted === 'bypass' || !isPlainRequest(params)) return 'bypass';
  return wanted === 'refresh' ? 'refresh' : 'use';
}
