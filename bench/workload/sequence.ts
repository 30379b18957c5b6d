import { Random } from '../../test/helpers/random.ts';
import { Agent, type AgentCall, type World } from './agent.ts';
import { Project } from './project.ts';

/** A call at its place in the day. */
export interface Step extends AgentCall {
  /** Which of the hosts that are open at once makes it. */
  readonly host: number;
  /** What passes before it: the model thinks, the user reads. */
  readonly pauseMs: number;
}

/** Sessions that go on at once, each in a host of its own. */
export const HOSTS = 3;
const DAY_MS = 8 * 3_600_000;
/** What users want, in percent. */
const TASKS = [
  [30, (agent: Agent) => agent.answerQuestion()],
  [45, (agent: Agent) => agent.fixIssue()],
  [15, (agent: Agent) => agent.review()],
  [10, (agent: Agent) => agent.takeNotes()],
] as const;

/** The same calls for the same seed, spread over a working day. */
export function sequenceOf({ seed, calls, folder }: { seed: number; calls: number; folder: string }): Step[] {
  const random = new Random(seed);
  const world: World = { project: new Project(folder), random, entities: new Set() };
  const open = Array.from({ length: HOSTS }, () => beginTask(world));
  const steps: Step[] = [];
  while (steps.length < calls) {
    const host = random.below(HOSTS);
    const next = open[host]?.next();
    if (next?.done !== false) open[host] = beginTask(world);
    else steps.push({ ...next.value, host, pauseMs: (-Math.log(1 - random.next()) * DAY_MS) / calls });
  }
  return steps;
}

function beginTask(world: World): Generator<AgentCall, void> {
  const agent = new Agent(world);
  let left = world.random.below(100);
  const task = TASKS.find(([percent]) => {
    left -= percent;
    return left < 0;
  });
  return (task ?? TASKS[0])[1](agent);
}
