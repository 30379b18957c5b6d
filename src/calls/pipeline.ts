import type { Servers } from '../downstream/servers.ts';
import type { Call, CallToolResult, Step } from './call.ts';
import { resolve } from './resolve.ts';
import { retry } from './retry.ts';
import { scopeUris } from './scope-uris.ts';
import { send } from './send.ts';

interface PipelineOptions {
  readonly servers: Servers;
  /** Waits for what a name may stand for, where its server has never run. */
  readonly learn: (name: string) => Promise<void>;
}

/** Runs one call through every step. The only way to a tool, for every kind of client. */
export type Pipeline = (call: Call) => Promise<CallToolResult>;

export function createPipeline({ servers, learn }: PipelineOptions): Pipeline {
  return compose([
    resolve(learn), //                  published name → server and tool
    scopeUris(), //                      resource links in the result lead back here
    retry(), //                          once, where the call provably never left
    send(servers), //                    to a connection of that server
  ]);
}

function compose(steps: readonly Step[]): Pipeline {
  const run = (call: Call, index: number): Promise<CallToolResult> => {
    const step = steps[index];
    if (!step) throw new Error('The last step of the pipeline must answer.');
    return step(call, () => run(call, index + 1));
  };
  return (call) => run(call, 0);
}
