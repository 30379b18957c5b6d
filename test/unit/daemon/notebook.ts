import type { JsonObject, JsonRpcRequest } from '../../../src/protocol/json-rpc.ts';
import { type Answer, Peer } from '../../../src/protocol/peer.ts';
import type { Wire } from '../../../src/protocol/wire.ts';
import type { Clock } from '../../../src/shared/clock.ts';

const readOnly = { annotations: { readOnlyHint: true } };
const TOOLS = [
  { name: 'read', ...readOnly },
  { name: 'peek', ...readOnly },
  { name: 'write' },
  { name: 'slow' },
  { name: 'fail', ...readOnly },
  { name: 'odd', ...readOnly },
].map((tool) => ({ inputSchema: { type: 'object', properties: {} }, ...tool }));

/** An MCP server in this process: pages that are read and written, and every answer says how often it was asked. */
export class Notebook {
  readonly pages = new Map<string, string>();
  reads = 0;
  cancelled = 0;
  /** What `odd` answers. */
  oddAnswer: JsonObject = {};
  tools: readonly JsonObject[] = TOOLS;
  /** How often its tools were listed. */
  listings = 0;
  /** What `tools/list` adds to its answer. */
  listHints: JsonObject = {};
  /** What `resources/read` adds to its answer. */
  hints: JsonObject = {};
  /** While set, `read` and `slow` wait for it. */
  gate: Promise<void> | undefined;
  #isDown = false;
  readonly #peers = new Set<Peer>();

  serve(wire: Wire, clock: Clock): void {
    const peer = new Peer(
      wire,
      {
        request: async (request, signal) => this.#answer(request, signal),
        notification: () => {},
        invalid: () => {},
        closed: () => void this.#peers.delete(peer),
      },
      clock,
    );
    this.#peers.add(peer);
  }

  notify(method: string, params: JsonObject): void {
    for (const peer of this.#peers) peer.notify(method, params);
  }

  /** It ends, and does not start again. */
  async goDown(): Promise<void> {
    this.#isDown = true;
    await Promise.all([...this.#peers].map((peer) => peer.close()));
  }

  async #answer({ method, params = {} }: JsonRpcRequest, signal: AbortSignal): Promise<Answer> {
    if (this.#isDown) return { error: { code: -32000, message: 'down' } };
    switch (method) {
      case 'initialize':
        return {
          result: {
            protocolVersion: '2025-11-25',
            capabilities: { tools: {}, resources: {} },
            serverInfo: { name: 'notebook', version: '1' },
          },
        };
      case 'tools/list':
        this.listings++;
        return { result: { tools: [...this.tools], ...this.listHints } };
      case 'resources/list':
        return { result: { resources: [{ uri: 'note://a', name: 'a' }] } };
      case 'resources/templates/list':
        return { result: { resourceTemplates: [] } };
      case 'resources/read':
        return {
          result: { contents: [{ uri: params.uri, text: `resource (read ${++this.reads})` }], ...this.hints },
        };
      case 'tools/call':
        return { result: await this.#call(String(params.name), params.arguments as JsonObject, signal) };
      default:
        return { error: { code: -32601, message: 'no such method' } };
    }
  }

  async #call(name: string, { page = '', content = '' }: JsonObject, signal: AbortSignal) {
    const text = (value: string): JsonObject => ({ content: [{ type: 'text', text: value }] });
    if (name === 'write') {
      this.pages.set(String(page), String(content));
      return text('written');
    }
    if (name === 'slow') {
      await this.gate;
      return text('done');
    }
    const count = ++this.reads;
    if (name === 'fail') return { ...text(`failure ${count}`), isError: true };
    if (name === 'odd') return { ...text(`odd ${count}`), ...this.oddAnswer };
    signal.addEventListener('abort', () => this.cancelled++);
    await this.gate;
    return text(`${page}: ${this.pages.get(String(page)) ?? 'empty'} (read ${count})`);
  }
}
