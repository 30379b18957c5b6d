import type { ToolSearch } from '../../catalog/tool-search.ts';
import type { Servers } from '../../downstream/servers.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Call, CallToolResult } from '../call.ts';
import type { Learn } from '../resolve.ts';

/** What meta-tools work with. */
export interface MetaParts {
  readonly servers: Servers;
  readonly search: ToolSearch;
  readonly learn: Learn;
  readonly clock: Clock;
  /** The pipeline's steps from a name to a server's answer; meta-tools are not found by it. */
  readonly callServer: (call: Call) => Promise<CallToolResult>;
}

/** A call of a meta-tool. */
export interface MetaCall {
  readonly args: JsonObject;
  readonly call: Call;
  readonly parts: MetaParts;
}

/** One of our own tools, by which all others are found and called. */
export interface MetaTool {
  readonly name: string;
  readonly description: string;
  /**
   * As hosts read it: it keeps to what the strictest of them accepts (docs/lazy-lists.md). Each word costs every
   * request of every session, so the one thing that a tool takes is not said to be `required`.
   */
  readonly inputSchema: JsonObject;
  /** Absent where MCP's defaults are right: it may change or destroy anything. */
  readonly annotations?: JsonObject;
  /** @throws GatewayError `invalid_arguments` or `unknown_tool` in a text that the model can act on */
  run(call: MetaCall): Promise<CallToolResult>;
}
