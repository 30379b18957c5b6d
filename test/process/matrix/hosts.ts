import { Client as V2Client, StreamableHTTPClientTransport as V2Http } from '@modelcontextprotocol/client';
import { StdioClientTransport as V2Stdio } from '@modelcontextprotocol/client/stdio';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as V1Stdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as V1Http } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

/** Kinds of host: which SDK, speaking which era. */
export const HOSTS = ['v1', 'v2 legacy', 'v2 modern'] as const;
export type HostKind = (typeof HOSTS)[number];

/** How a host reaches the gateway. */
export type Entrance = { url: URL } | { command: string; args: string[]; env: Record<string, string> };

const INFO = { name: 'matrix-host', version: '1.0.0' };
const CAPABILITIES = { elicitation: { form: {} }, sampling: {} };
const ELICITED = { action: 'accept' as const, content: { name: 'Ada' } };
const SAMPLED = {
  model: 'test',
  role: 'assistant' as const,
  content: { type: 'text' as const, text: 'Hello!' },
};

interface CallOptions {
  readonly onprogress?: (progress: { progress: number }) => void;
  readonly signal?: AbortSignal;
}

/** A connected host, the same to use whichever SDK it is built on. Whoever opened it closes it. */
export interface Host {
  call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<unknown>;
  read(uri: string): Promise<unknown>;
  resources(): Promise<{ name: string; uri: string }[]>;
  prompt(name: string, args: Record<string, string>): Promise<unknown>;
  complete(prompt: string): Promise<unknown>;
  /** Calls a tool as a task, where the SDK can, and waits for its result. */
  runTask(name: string): Promise<unknown>;
  /** Resolves once the server says that the resource is another; `ready` is awaited before anything is changed. */
  watch(uri: string): Promise<{ updated: Promise<void>; listChanged: Promise<void> }>;
  close(): Promise<void>;
}

export function openHost(kind: HostKind, entrance: Entrance): Promise<Host> {
  return kind === 'v1' ? openV1(entrance) : openV2(kind, entrance);
}

async function openV1(entrance: Entrance): Promise<Host> {
  const client = new V1Client(INFO, { capabilities: CAPABILITIES });
  client.setRequestHandler(ElicitRequestSchema, async () => ELICITED);
  client.setRequestHandler(CreateMessageRequestSchema, async () => SAMPLED);
  await client.connect(
    'url' in entrance ? new V1Http(entrance.url) : new V1Stdio({ ...entrance, stderr: 'ignore' }),
  );
  return {
    call: (name, args, options) => client.callTool({ name, arguments: args }, undefined, options),
    read: (uri) => client.readResource({ uri }),
    resources: async () => (await client.listResources()).resources,
    prompt: (name, args) => client.getPrompt({ name, arguments: args }),
    complete: (name) =>
      client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: 'who', value: 'A' } }),
    async runTask(name) {
      await client.listTools(); // the SDK asks for a task only of tools that it knows to have them
      for await (const message of client.experimental.tasks.callToolStream({ name, arguments: {} })) {
        if (message.type === 'taskCreated') await client.callTool({ name: nextTo(name, 'finish') });
        if (message.type === 'result') return message.result;
        if (message.type === 'error') throw message.error;
      }
      throw new Error('the stream ended without a result');
    },
    async watch(uri) {
      const updated = Promise.withResolvers<void>();
      const changed = Promise.withResolvers<void>();
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
        if (params.uri === uri) updated.resolve();
      });
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => changed.resolve());
      await client.subscribeResource({ uri });
      return { updated: updated.promise, listChanged: changed.promise };
    },
    close: () => client.close(),
  };
}

async function openV2(kind: HostKind, entrance: Entrance): Promise<Host> {
  const mode = kind === 'v2 modern' ? { pin: '2026-07-28' } : ('legacy' as const);
  const client = new V2Client(INFO, { capabilities: CAPABILITIES, versionNegotiation: { mode } });
  client.setRequestHandler('elicitation/create', async () => ELICITED);
  client.setRequestHandler('sampling/createMessage', async () => SAMPLED);
  await client.connect(
    'url' in entrance ? new V2Http(entrance.url) : new V2Stdio({ ...entrance, stderr: 'ignore' }),
  );
  return {
    call: (name, args, options) => client.callTool({ name, arguments: args }, options),
    read: (uri) => client.readResource({ uri }),
    resources: async () => (await client.listResources()).resources,
    prompt: (name, args) => client.getPrompt({ name, arguments: args }),
    complete: (name) =>
      client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: 'who', value: 'A' } }),
    // The SDK v2 knows no tasks, in either form, so its hosts are answered with the result itself.
    runTask: (name) => client.callTool({ name, arguments: {} }),
    async watch(uri) {
      const updated = Promise.withResolvers<void>();
      const changed = Promise.withResolvers<void>();
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
        if (params.uri === uri) updated.resolve();
      });
      client.setNotificationHandler('notifications/tools/list_changed', () => changed.resolve());
      if (kind === 'v2 modern') await client.listen({ resourceSubscriptions: [uri], toolsListChanged: true });
      else await client.subscribeResource({ uri });
      return { updated: updated.promise, listChanged: changed.promise };
    },
    close: () => client.close(),
  };
}

/** Another tool of the same server. */
function nextTo(name: string, toolName: string): string {
  return `${name.split('__')[0]}__${toolName}`;
}
