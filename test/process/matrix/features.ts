import type { Host } from './hosts.ts';

/** What a host and a server do with each other, through the gateway. Throws, or never returns, where it does not work. */
export const FEATURES: Readonly<Record<string, (host: Host, server: string) => Promise<void>>> = {
  tool: async (host, server) => {
    includes(await host.call(`${server}__echo`, { message: 'hello' }), 'hello');
  },
  'structured tool': async (host, server) => {
    includes(await host.call(`${server}__structured`, {}), '"structuredContent":{"sum":3}');
  },
  progress: async (host, server) => {
    const seen: number[] = [];
    const onprogress = ({ progress }: { progress: number }): void => {
      seen.push(progress);
      if (progress === 3) void host.call(`${server}__seen`, {});
    };
    await host.call(`${server}__progress`, {}, { onprogress });
    if (String(seen) !== '1,2,3') throw new Error(`progress was ${seen}`);
  },
  cancel: async (host, server) => {
    const controller = new AbortController();
    const count = () => host.call(`${server}__cancellations`, {});
    const before = textOf(await count());
    const call = host.call(`${server}__wait`, {}, { signal: controller.signal });
    const ended = call.then(
      () => 'answered',
      () => 'cancelled',
    );
    // A call that is awaited here goes the same way, so the one before it has arrived.
    await count();
    controller.abort();
    if ((await ended) !== 'cancelled') throw new Error('it was answered');
    for (;;) if (textOf(await count()) !== before) return;
  },
  elicitation: async (host, server) => {
    includes(await host.call(`${server}__elicit`, {}), 'Ada');
  },
  sampling: async (host, server) => {
    includes(await host.call(`${server}__sample`, {}), 'Hello!');
  },
  // A host on SDK v1 gets a task of a legacy server, and any other host the result at once: test/process/tasks.
  task: async (host, server) => {
    includes(await host.runTask(`${server}__long`), '"text":"');
  },
  resource: async (host, server) => {
    includes(await host.read(await noteOf(host, server)), 'A note.');
  },
  prompt: async (host, server) => {
    includes(await host.prompt(`${server}__greet`, { who: 'Ada' }), 'Greet Ada.');
  },
  completion: async (host, server) => {
    includes(await host.complete(`${server}__greet`), 'Ada');
  },
  subscription: async (host, server) => {
    const { updated } = await host.watch(await noteOf(host, server));
    await host.call(`${server}__touch`, {});
    await updated;
  },
  list_changed: async (host, server) => {
    const { listChanged } = await host.watch(await noteOf(host, server));
    await host.call(`${server}__grow`, {});
    await listChanged;
  },
};

async function noteOf(host: Host, server: string): Promise<string> {
  const note = (await host.resources()).find(({ uri }) => uri.startsWith(`${server}+`));
  if (!note) throw new Error(`${server} has no resource`);
  return note.uri;
}

function includes(result: unknown, expected: string): void {
  const text = JSON.stringify(result);
  if (!text.includes(expected)) throw new Error(`${expected} is not in ${text}`);
}

function textOf(result: unknown): string {
  return JSON.stringify((result as { content?: unknown }).content);
}
