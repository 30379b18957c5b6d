import type { FetchLike } from '@modelcontextprotocol/client';

interface StandingStreamEvents {
  /** The server does not know the session any more. */
  forgotten(): void;
  /** It is open again, and what the server has said meanwhile is lost. */
  reopened(): void;
}

/**
 * A `fetch` that sees what becomes of the stream a legacy server keeps for what belongs to no request (spec
 * 2025-11-25, Streamable HTTP, "Listening for Messages"): the SDK's transport opens it again without a word.
 */
export function watchStandingStream(
  fetch: FetchLike,
  { forgotten, reopened }: StandingStreamEvents,
): FetchLike {
  let wasOpen = false;
  return async (url, init) => {
    const response = await fetch(url, init);
    if (init?.method !== 'GET') return response;
    const { ok, status } = response;
    // With the id of an event a server either goes on after it or refuses that alone.
    const isResumed = new Headers(init.headers).has('last-event-id');
    if (wasOpen && (status === 404 || (status === 400 && !isResumed))) forgotten();
    if (ok && !isResumed) {
      if (wasOpen) reopened();
      wasOpen = true;
    }
    return response;
  };
}
