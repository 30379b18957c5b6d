import type { PublishedTool } from '../catalog/publish.ts';
import type { View } from '../catalog/view.ts';
import type { Caller } from '../downstream/caller.ts';
import type { RecentCall } from '../protocol/daemon/recent-call.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';

/** A result as MCP defines it: a parsed tree, passed through with every field it came with. */
export type CallToolResult = JsonObject;

/** One `tools/call` on its way through the pipeline, whoever made it and by whatever name. */
export interface Call {
  /** The name that was asked for. */
  readonly name: string;
  /** The request's params, mended by `translate` and forwarded with the tool's own name. */
  params: JsonObject;
  readonly caller: Caller;
  /** What the caller sees, and by which names. */
  readonly view: View;
  /** Ends the call; another from the cache on, where it is asked for several callers. */
  signal: AbortSignal;
  /** Takes the params of each `notifications/progress`, without a token; absent where nobody asked. */
  onProgress: ((params: JsonObject) => void) | undefined;
  /** Told of each call of a tool that has ended; a call of a meta-tool may make many. */
  readonly onEnded?: ((ended: RecentCall) => void) | undefined;
  /** Set by `resolve`. */
  tool?: PublishedTool | undefined;
}

/** One concern of a call. It answers itself, or passes on, or changes what comes back. */
export type Step = (call: Call, next: () => Promise<CallToolResult>) => Promise<CallToolResult>;
