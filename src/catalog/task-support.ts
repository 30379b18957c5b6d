import type { ServerIdentity } from '../downstream/handshake.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { runsToolsAsTasks } from '../protocol/tasks.ts';

/**
 * What a tool says of tasks, as it is true here. Where its server has no tasks it says nothing, since another
 * server's may be why we announce them. Where it runs as a task only, a plain call is possible nevertheless:
 * Trunkline waits for the task (`runsAsTask`).
 */
export function withTaskSupport(
  tool: JsonObject,
  { era, capabilities }: ServerIdentity,
): { tool: JsonObject; runsAsTask: boolean } {
  const { execution } = tool;
  if (!isObject(execution) || execution.taskSupport === undefined) return { tool, runsAsTask: false };
  if (era === 'legacy' && runsToolsAsTasks(capabilities)) {
    if (execution.taskSupport !== 'required') return { tool, runsAsTask: false };
    return { tool: { ...tool, execution: { ...execution, taskSupport: 'optional' } }, runsAsTask: true };
  }
  const { taskSupport: _unsupported, ...others } = execution;
  const { execution: _execution, ...plain } = tool;
  return {
    tool: Object.keys(others).length > 0 ? { ...plain, execution: others } : plain,
    runsAsTask: false,
  };
}
