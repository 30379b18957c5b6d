import type { JsonObject } from '../protocol/json-rpc.ts';
import { GatewayError } from '../shared/errors.ts';

/** Every list leaves in one page (several hosts read only the first), so any cursor is a foreign one. */
export function refuseCursor(params: JsonObject): void {
  if (params.cursor === undefined) return;
  throw new GatewayError('invalid_params', 'Unknown cursor.', {
    hint: 'Ask again without one: lists come in one page.',
  });
}
