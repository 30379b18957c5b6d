import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { GatewayError } from '../shared/errors.ts';
import { type Fault, Findings } from './arguments/check.ts';
import { Checks } from './arguments/checks.ts';
import type { CallToolResult, Step } from './call.ts';

const MAX_FAULTS = 5;
const MAX_FRAGMENT = 600;
const NO_ARGUMENTS: JsonObject = Object.freeze({});

/**
 * Makes the arguments fit the tool's schema where that is safe, and says in the result's `_meta` what was
 * changed. What cannot be mended is answered at once, in words that a model can act on.
 */
export function translate(): Step {
  const checks = new Checks();
  return (call, next) => {
    const schema = call.tool?.tool.inputSchema;
    const check = isObject(schema) ? checks.of(schema) : undefined;
    if (!check) return next();
    const given = (call.params.arguments as JsonObject | undefined) ?? NO_ARGUMENTS;
    const findings = new Findings();
    const fitting = check(given, '', findings);
    if (findings.faults.length > 0) return Promise.reject(doesNotFit(call.name, findings.faults));
    if (findings.repairs.length === 0) return next();
    call.params = { ...call.params, arguments: fitting };
    return next().then((result) => withRepairs(result, findings));
  };
}

function withRepairs(result: CallToolResult, { repairs }: Findings): CallToolResult {
  const meta = result._meta as JsonObject | undefined;
  return { ...result, _meta: { ...meta, 'dev.trunkline/repairs': repairs } };
}

/** What does not fit, where, and what the schema asks there. */
function doesNotFit(name: string, faults: readonly Fault[]): GatewayError {
  const lines = faults.slice(0, MAX_FAULTS).map(({ path, reason, schema }) => {
    return `- ${path || '(all)'} ${reason}. Schema: ${fragmentOf(schema)}`;
  });
  const more = faults.length > MAX_FAULTS ? [`- and ${faults.length - MAX_FAULTS} more`] : [];
  return new GatewayError(
    'invalid_arguments',
    [`The arguments do not fit ${name.slice(0, 200)}, so nothing was called.`, ...lines, ...more].join('\n'),
    { data: { faults: faults.slice(0, MAX_FAULTS).map(({ path, reason }) => ({ path, reason })) } },
  );
}

function fragmentOf(schema: unknown): string {
  const text = JSON.stringify(schema) ?? '';
  return text.length > MAX_FRAGMENT ? `${text.slice(0, MAX_FRAGMENT)}…` : text;
}
