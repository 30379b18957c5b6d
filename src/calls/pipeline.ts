import type { ToolSearch } from '../catalog/tool-search.ts';
import type { Servers } from '../downstream/servers.ts';
import type { Clock } from '../shared/clock.ts';
import type { Responses } from './cache/responses.ts';
import { cache } from './cache/step.ts';
import type { Call, CallToolResult, Step } from './call.ts';
import { flagOutput } from './flag-output.ts';
import { metaTools } from './meta/step.ts';
import { note } from './note.ts';
import { type Learn, resolve } from './resolve.ts';
import { retry } from './retry.ts';
import { scopeTasks } from './scope-tasks.ts';
import { scopeUris } from './scope-uris.ts';
import { send } from './send.ts';
import { translate } from './translate.ts';

interface PipelineOptions {
  readonly servers: Servers;
  readonly search: ToolSearch;
  readonly responses: Responses;
  /** Waits for what a name may stand for, where its server has never run. */
  readonly learn: Learn;
  readonly clock: Clock;
}

/** Runs one call through every step. The only way to a tool, for every kind of client. */
export type Pipeline = (call: Call) => Promise<CallToolResult>;

export function createPipeline({ servers, search, responses, learn, clock }: PipelineOptions): Pipeline {
  const secretsOf = (name: string) => servers.find(name)?.secrets ?? [];
  const callServer = compose([
    resolve(learn), //                   published name → server and tool
    note({ secretsOf, clock }), //        what became of it, for its session
    translate(), //                       its arguments as its schema wants them
    flagOutput(), //                      and whether its result is as its schema says
    scopeUris(), //                       resource links in the result lead back here
    scopeTasks(), //                      and so do the ids of tasks
    cache({ responses, servers }), //     kept answers, equal reads as one, what makes answers old
    retry(), //                           once, where the call provably never left
    send(servers), //                     to a connection of that server
  ]);
  const answerMeta = metaTools({ servers, search, learn, clock, callServer });
  // A meta-tool answers itself, or makes its calls through the same steps.
  return (call) => answerMeta(call, () => callServer(call));
}

function compose(steps: readonly Step[]): Pipeline {
  const run = (call: Call, index: number): Promise<CallToolResult> => {
    const step = steps[index];
    if (!step) throw new Error('The last step of the pipeline must answer.');
    return step(call, () => run(call, index + 1));
  };
  return (call) => run(call, 0);
}
