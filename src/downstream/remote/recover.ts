import { ERRORS, GatewayError, PeerError } from '../../shared/errors.ts';

interface Recovery<T> {
  /** Reads the server's lists anew. */
  relist(): Promise<void>;
  /** Sends the request once more, on a new connection if the old one is closed. */
  again(): Promise<T>;
}

/**
 * Sends a request to a remote server once more where the first try cannot have done anything: its session had
 * expired, or the headers that repeat its arguments followed a schema that is another by now.
 */
export async function recover<T>(error: unknown, { relist, again }: Recovery<T>): Promise<T> {
  if (error instanceof PeerError && error.code === ERRORS.header_mismatch.jsonRpc) {
    await relist();
    return again();
  }
  const neverLeft =
    error instanceof GatewayError && error.code === 'server_unavailable' && error.data === 'never sent';
  if (neverLeft) return again();
  throw error;
}
