import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { below, type Check, Findings } from './check.ts';
import type { Compile } from './compile.ts';

interface Property {
  readonly check: Check | undefined;
  readonly schema: unknown;
}

/** Checks an object's properties: those that are listed, those that are required, and all others alike. */
export function compileObject(schema: JsonObject, compile: Compile): Check | undefined {
  const listed = isObject(schema.properties) ? schema.properties : {};
  const properties = new Map<string, Property>(
    Object.entries(listed).map(([key, each]) => [key, { check: compile(each), schema: each }]),
  );
  // With a default, some generators call a property required although it may be left out.
  const required = (Array.isArray(schema.required) ? schema.required : []).filter(
    (key): key is string => typeof key === 'string' && !hasDefault(properties.get(key)?.schema),
  );
  const others = schema.patternProperties === undefined ? compile(schema.additionalProperties) : undefined;
  if (required.length === 0 && !others && [...properties.values()].every(({ check }) => !check))
    return undefined;
  const isRequired = new Set(required);
  return (value, path, findings) => {
    if (!isObject(value)) return value;
    let checked = value;
    for (const [key, before] of Object.entries(value)) {
      const check = properties.has(key) ? properties.get(key)?.check : others;
      if (!check || key === '__proto__') continue;
      if (before === null && !isRequired.has(key) && !accepts(check, null)) {
        checked = without(checked, key);
        findings.repairs.push({ path: below(path, key), repair: 'null left out' });
        continue;
      }
      const after = check(before, below(path, key), findings);
      if (after !== before) checked = { ...checked, [key]: after };
    }
    for (const key of required) {
      if (Object.hasOwn(checked, key)) continue;
      findings.faults.push({
        path: below(path, key),
        reason: 'is required',
        schema: properties.get(key)?.schema ?? {},
      });
    }
    return checked;
  };
}

const hasDefault = (schema: unknown): boolean => isObject(schema) && 'default' in schema;

function accepts(check: Check, value: unknown): boolean {
  const trial = new Findings();
  check(value, '', trial);
  return trial.faults.length === 0;
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _left, ...rest } = object;
  return rest;
}
