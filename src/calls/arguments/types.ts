import { isObject } from '../../protocol/json-rpc.ts';

/** A value made to fit, and what was done to it. */
interface Repaired {
  readonly value: unknown;
  readonly repair: string;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a value is of one of JSON Schema's types. */
export function isOfType(value: unknown, types: readonly string[]): boolean {
  return types.some((type) => {
    switch (type) {
      case 'object':
        return isObject(value);
      case 'array':
        return Array.isArray(value);
      case 'integer':
        return Number.isInteger(value);
      case 'null':
        return value === null;
      case 'string':
      case 'number':
      case 'boolean':
        return typeof value === type;
      default:
        return true; // no type that we know, so no reason to refuse
    }
  });
}

/** The slips of models that can have been meant in one way only; undefined for all others. */
export function repairType(value: unknown, types: readonly string[]): Repaired | undefined {
  const repaired = typeof value === 'string' ? fromText(value, types) : undefined;
  if (repaired) return repaired;
  if (types.includes('array') && value !== null && !Array.isArray(value)) {
    return { value: [value], repair: 'put into an array' };
  }
  return undefined;
}

function fromText(text: string, types: readonly string[]): Repaired | undefined {
  const trimmed = text.trim();
  if (types.includes('boolean') && (trimmed === 'true' || trimmed === 'false')) {
    return { value: trimmed === 'true', repair: 'read as a boolean' };
  }
  if (NUMBER.test(trimmed)) {
    const value = Number(trimmed);
    // An id of twenty digits would not survive.
    const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
    if (isExact && isOfType(value, types.filter(isNumeric))) return { value, repair: 'read as a number' };
  }
  if (!/^[[{]/.test(trimmed)) return undefined;
  const value = parsed(trimmed);
  return value !== undefined && isOfType(value, types.filter(isContainer))
    ? { value, repair: 'read as JSON' }
    : undefined;
}

const isNumeric = (type: string): boolean => type === 'number' || type === 'integer';
const isContainer = (type: string): boolean => type === 'object' || type === 'array';

/** The JSON in a text; undefined where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // that it is no JSON is the answer
  }
}
