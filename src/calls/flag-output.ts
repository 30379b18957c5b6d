import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { Findings } from './arguments/check.ts';
import { Checks } from './arguments/checks.ts';
import type { CallToolResult, Step } from './call.ts';

const MAX_FAULTS = 5;

/**
 * Says in a result's `_meta` where it breaks the schema that its tool lists. The result itself stays as it came, and
 * no error is made of it: what it is good for, its host knows best.
 */
export function flagOutput(): Step {
  const checks = new Checks();
  return (call, next) => {
    const schema = call.tool?.tool.outputSchema;
    const check = isObject(schema) ? checks.of(schema) : undefined;
    if (!check) return next();
    return next().then((result) => {
      const { structuredContent, isError } = result;
      if (structuredContent === undefined || isError === true) return result;
      const findings = new Findings();
      check(structuredContent, '', findings);
      return withFaults(result, findings);
    });
  };
}

function withFaults(result: CallToolResult, { faults, repairs }: Findings): CallToolResult {
  const found = [
    ...faults.map(({ path, reason }) => ({ path, reason })),
    ...repairs.map(({ path, repair }) => ({ path, reason: `fits only if ${repair}` })),
  ];
  if (found.length === 0) return result;
  const meta = result._meta as JsonObject | undefined;
  return { ...result, _meta: { ...meta, 'dev.trunkline/outputFaults': found.slice(0, MAX_FAULTS) } };
}
