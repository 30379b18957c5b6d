import type { JsonRpcErrorBody, Message, RequestId } from './json-rpc.ts';

/** A frame that is no MCP message: why, and whom to tell if it was a request. */
export interface InvalidFrame {
  readonly error: JsonRpcErrorBody;
  readonly id: RequestId | null;
  /** The request of ours that it tried to answer; waiting on would be in vain. */
  readonly answers?: RequestId | undefined;
  /** The frame's beginning, for the log. */
  readonly excerpt: string;
}

/**
 * A two-way channel of messages: a pipe, a socket, an HTTP connection. Whoever opened it closes it.
 * The reader assigns the three callbacks before the first turn of the event loop ends.
 */
export interface Wire {
  /** Queues a message; messages of one turn of the event loop leave together. Ignored once closed. */
  send(message: Message): void;
  onMessage: (message: Message) => void;
  onInvalid: (frame: InvalidFrame) => void;
  /** Called once; the reason is given unless the close was asked for. */
  onClose: (reason?: Error) => void;
  /** One request is lost while the channel goes on, where requests travel apart (HTTP). */
  onLost?: (id: RequestId, error: Error) => void;
  /** The channel goes on, but for a time nothing could come on it that belongs to no request (HTTP). */
  onMissed?: () => void;
  close(): Promise<void>;
}
