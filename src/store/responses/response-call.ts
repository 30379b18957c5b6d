import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { ResponseRequest } from './entry/response-key.ts';
import type { Ask, Asking } from './flights.ts';

/** A request on its way to its server. */
export interface ResponseCall extends Asking {
  readonly method: ResponseRequest['method'];
  readonly serverName: string;
  /** The tool's own name, or the resource's own URI. */
  readonly name: string;
  readonly arguments: JsonObject;
  /** `refresh` asks the server and keeps what it says; `bypass` neither looks nor keeps. */
  readonly mode: 'use' | 'refresh' | 'bypass';
  /** Policy knows that the tool only reads. A rule that names it says so as well. */
  readonly isReadOnly: boolean;
  /** The tool says so of itself, which is reason enough to watch it, and to do no more. */
  readonly claimsReadOnly: boolean;
  /** What no kept answer may contain. */
  secrets(): readonly string[];
  /** Everything that the answer may depend on; asked for only where it matters. */
  describe(): Promise<ResponseRequest>;
  /** How many questions the server has put to its clients so far: an answer that hangs on theirs is not kept. */
  questions(): number;
  /** Whether the server runs; a first start says nothing of how long it takes to answer. */
  isReady(): boolean;
  /** The server is in use, though a kept answer is given in its place. */
  noteUse(): void;
  /** Asks the server. */
  readonly ask: Ask;
}
