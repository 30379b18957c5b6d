import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { atPointer } from '../meta/json-pointer.ts';
import { type Check, Findings } from './check.ts';
import { compileObject } from './compile-object.ts';
import { isOfType, repairType } from './types.ts';

/** Compiles a part of a schema; undefined where it accepts anything. */
export type Compile = (schema: unknown) => Check | undefined;

/**
 * Turns a tool's schema into a check of its arguments. It knows types, properties, items, enumerations and
 * combinations; bounds, patterns, formats and whatever else it does not know are left to the server.
 */
export function compileSchema(root: JsonObject): Check | undefined {
  const compiled = new Map<unknown, Check | undefined>();
  const compile: Compile = (schema) => {
    if (!isObject(schema)) return undefined;
    if (compiled.has(schema)) return compiled.get(schema);
    // A schema may lead back to itself: until it is compiled, whoever meets it again gets this stand-in.
    compiled.set(schema, (value, path, findings) => compiled.get(schema)?.(value, path, findings) ?? value);
    const check = withLimit(inOrder(partsOf(schema, root, compile)));
    compiled.set(schema, check);
    return check;
  };
  return compile(root);
}

function partsOf(schema: JsonObject, root: JsonObject, compile: Compile): (Check | undefined)[] {
  const { $ref: ref, allOf } = schema;
  return [
    typeof ref === 'string' ? compile(resolveRef(ref, root)) : undefined,
    checkType(schema),
    checkEnum(schema),
    compileObject(schema, compile),
    checkItems(schema, compile),
    ...(Array.isArray(allOf) ? allOf.map(compile) : []),
    checkAlternatives(schema.anyOf, compile),
    checkAlternatives(schema.oneOf, compile),
  ];
}

/** One after the other, each with what the one before made of the value; what does not fit is not looked into. */
function inOrder(parts: readonly (Check | undefined)[]): Check | undefined {
  const checks = parts.filter((part) => part !== undefined);
  if (checks.length < 2) return checks[0];
  return (value, path, findings) => {
    const faults = findings.faults.length;
    let current = value;
    for (const check of checks) {
      current = check(current, path, findings);
      if (findings.faults.length > faults) break;
    }
    return current;
  };
}

function withLimit(check: Check | undefined): Check | undefined {
  if (!check) return undefined;
  return (value, path, findings) => {
    if (!findings.enter()) return value;
    const checked = check(value, path, findings);
    findings.leave();
    return checked;
  };
}

function checkType(schema: JsonObject): Check | undefined {
  const { type } = schema;
  const named = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string');
  if (named.length === 0) return undefined;
  const types = schema.nullable === true ? [...named, 'null'] : named;
  return (value, path, findings) => {
    if (isOfType(value, types)) return value;
    const repaired = repairType(value, types);
    if (repaired) {
      findings.repairs.push({ path, repair: repaired.repair });
      return repaired.value;
    }
    findings.faults.push({
      path,
      reason: `must be of type ${types.join(' or ')}, not ${shown(value)}`,
      schema,
    });
    return value;
  };
}

function checkEnum(schema: JsonObject): Check | undefined {
  const allowed = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : undefined;
  if (!allowed) return undefined;
  const texts = new Set(allowed.map((each) => JSON.stringify(each)));
  return (value, path, findings) => {
    if (allowed.includes(value) || texts.has(JSON.stringify(value))) return value;
    const meant = typeof value === 'string' ? allowed.find((each) => String(each) === value) : undefined;
    if (meant !== undefined) {
      findings.repairs.push({ path, repair: `read as a ${typeof meant}` });
      return meant;
    }
    findings.faults.push({ path, reason: `must be one of the listed values, not ${shown(value)}`, schema });
    return value;
  };
}

function checkItems(schema: JsonObject, compile: Compile): Check | undefined {
  const check = schema.prefixItems === undefined ? compile(schema.items) : undefined;
  if (!check) return undefined;
  return (value, path, findings) => {
    if (!Array.isArray(value)) return value;
    const checked = value.map((item, index) => check(item, `${path}/${index}`, findings));
    return checked.some((item, index) => item !== value[index]) ? checked : value;
  };
}

/** Takes the alternative that fits as it is, else the first that can be made to fit. */
function checkAlternatives(alternatives: unknown, compile: Compile): Check | undefined {
  if (!Array.isArray(alternatives) || alternatives.length === 0) return undefined;
  const checks = alternatives.map(compile);
  return (value, path, findings) => {
    let repaired: { value: unknown; findings: Findings } | undefined;
    for (const check of checks) {
      if (!check) return value;
      const trial = new Findings(findings);
      const tried = check(value, path, trial);
      if (trial.faults.length > 0) continue;
      if (trial.repairs.length === 0) return tried;
      repaired ??= { value: tried, findings: trial };
    }
    if (repaired) {
      findings.repairs.push(...repaired.findings.repairs);
      return repaired.value;
    }
    const schema = { anyOf: alternatives };
    findings.faults.push({ path, reason: `fits none of the alternatives; it is ${shown(value)}`, schema });
    return value;
  };
}

/** What a reference within the schema leads to; undefined, which accepts anything, where that is nothing. */
function resolveRef(ref: string, root: JsonObject): unknown {
  if (!ref.startsWith('#')) return undefined;
  try {
    return atPointer(root, decodeURIComponent(ref.slice(1)));
  } catch {
    return undefined; // a stray "%" leads nowhere
  }
}

const MAX_SHOWN = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
