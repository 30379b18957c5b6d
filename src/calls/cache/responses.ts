import type { ResponseCache } from '../../store/responses/response-cache.ts';

/** The response cache, opened when the first call needs it. */
export interface Responses {
  /** Undefined until it is open. */
  readonly current: ResponseCache | undefined;
  open(): Promise<ResponseCache>;
}
