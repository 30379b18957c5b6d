import type { JsonObject } from '../protocol/json-rpc.ts';

/** What a server wants to know of its client, or of the person there. */
export interface Question {
  /** Undefined where the question says it itself. */
  readonly serverName: string | undefined;
  /** `elicitation/create`, `sampling/createMessage`, `roots/list` */
  readonly method: string;
  readonly params: JsonObject | undefined;
}

/** The session on whose behalf a server is used, as far as the server's side needs to know it. */
export interface Caller {
  /**
   * Whose connections it uses, where it stands for a single request of a client that may send others at the
   * same time; absent where it has its own.
   */
  readonly owner?: Caller | undefined;
  readonly sessionId: string;
  /** The folder its host works in, as far as that is known; sessions with the same one may share. */
  readonly workspace: string;
  /** What the host declared (`ClientCapabilities`), passed on unchanged. */
  readonly capabilities: JsonObject;
  /** The least severe log level the host wants to see, once it has said so. */
  readonly logLevel: string | undefined;
  /** The host's roots (`Root[]`); empty where it declares none. */
  roots(): Promise<readonly JsonObject[]>;
  /** Puts a server's question to the host. */
  ask(question: Question, signal: AbortSignal): Promise<JsonObject>;
  /** Passes on a server's notification (`notifications/message`, `notifications/resources/updated` …). */
  notify(serverName: string, method: string, params: JsonObject | undefined): void;
}
