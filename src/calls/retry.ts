import { GatewayError } from '../shared/errors.ts';
import type { Step } from './call.ts';

/**
 * Tries once more where the connection was found closed before anything was written. A call that may have
 * reached its server is never repeated here: its error says that it may have run.
 */
export function retry(): Step {
  return (call, next) =>
    next().catch((error: unknown) => {
      const neverLeft =
        error instanceof GatewayError && error.code === 'server_unavailable' && error.data === 'never sent';
      if (!neverLeft || call.signal.aborted) throw error;
      return next();
    });
}
