import { ERRORS, GatewayError, PeerError } from '../../shared/errors.ts';
import type { Restarts } from '../restarts.ts';

interface Recovery<T> {
  readonly restarts: Restarts;
  /** Reads the server's lists anew. */
  relist(): Promise<void>;
  /** Sends the request once more, on a new connection if the old one is closed. */
  again(): Promise<T>;
}

/** The answer to a request that was sent to a remote server, after all that can be done for it to be one. */
export function recovered<T>(sent: Promise<T>, recovery: Recovery<T>): Promise<T> {
  const { restarts } = recovery;
  if (restarts.wantsLogin) void sent.then(() => restarts.noteSuccess()).catch(() => undefined); // told below
  return sent.catch((error: unknown) => {
    restarts.noteRefusal(error);
    return recover(error, recovery);
  });
}

/**
 * Sends a request to a remote server once more where the first try cannot have done anything: its session had
 * expired, or the headers that repeat its arguments followed a schema that is another by now.
 */
async function recover<T>(error: unknown, { relist, again }: Recovery<T>): Promise<T> {
  if (error instanceof PeerError && error.code === ERRORS.header_mismatch.jsonRpc) {
    await relist();
    return again();
  }
  const neverLeft =
    error instanceof GatewayError && error.code === 'server_unavailable' && error.data === 'never sent';
  if (neverLeft) return again();
  throw error;
}
