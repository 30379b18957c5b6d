import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { nearest } from '../../shared/nearest.ts';
import type { Place } from '../problem.ts';

/**
 * Reads one value of the file as a `T`, and tells editors what it accepts. `decode` reports what is wrong
 * to its place and then returns undefined: nobody uses a configuration that has problems.
 */
export interface Decoder<T, Absent = undefined> {
  readonly decode: (value: unknown, place: Place) => T | undefined;
  /** What stands in for a missing key. */
  readonly absent: Absent;
  readonly schema: JsonObject;
}

/** What a key holds once decoded. */
export type Decoded<D> = D extends Decoder<infer T, infer Absent> ? T | Absent : never;

type Fields = Readonly<Record<string, Decoder<unknown, unknown>>>;
type DecodedFields<F extends Fields> = { readonly [K in keyof F]: Decoded<F[K]> };

interface TextRule {
  readonly pattern: RegExp;
  /** Completes "must …". */
  readonly message: string;
}

/** A string, not empty unless a rule says so. */
export function text(
  description: string,
  rule: TextRule = { pattern: /\S/, message: 'not be empty' },
): Decoder<string> {
  return {
    absent: undefined,
    schema: { type: 'string', description, pattern: rule.pattern.source },
    decode(value, place) {
      if (typeof value !== 'string') return place.problem(`must be a string, not ${kindOf(value)}`);
      return rule.pattern.test(value) ? value : place.problem(`must ${rule.message}`);
    },
  };
}

/** A string that may be empty, or a number or boolean, which is read as its text. */
export function looseText(description: string): Decoder<string> {
  return {
    absent: undefined,
    schema: { type: ['string', 'number', 'boolean'], description },
    decode(value, place) {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return String(value);
      return place.problem(`must be a string, not ${kindOf(value)}`);
    },
  };
}

export function flag(description: string): Decoder<boolean> {
  return {
    absent: undefined,
    schema: { type: 'boolean', description },
    decode: (value, place) =>
      typeof value === 'boolean' ? value : place.problem(`must be true or false, not ${kindOf(value)}`),
  };
}

/** A whole number within bounds that are themselves allowed. */
export function integer(description: string, [minimum, maximum]: readonly [number, number]): Decoder<number> {
  return {
    absent: undefined,
    schema: { type: 'integer', description, minimum, maximum },
    decode(value, place) {
      const fits =
        typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum;
      return fits ? value : place.problem(`must be a whole number from ${minimum} to ${maximum}`);
    },
  };
}

/** One of a few words. */
export function oneOf<const W extends string>(description: string, words: readonly W[]): Decoder<W> {
  return {
    absent: undefined,
    schema: { enum: words, description },
    decode(value, place) {
      const word = words.find((candidate) => candidate === value);
      const near = typeof value === 'string' ? nearest(value, words)[0] : undefined;
      return (
        word ??
        place.problem(`must be ${words.map((w) => `"${w}"`).join(', ')}`, near && `did you mean "${near}"?`)
      );
    },
  };
}

export function listOf<T>(description: string, item: Decoder<T, unknown>): Decoder<readonly T[]> {
  return {
    absent: undefined,
    schema: { type: 'array', description, items: item.schema },
    decode(value, place) {
      if (!Array.isArray(value)) return place.problem(`must be a list, not ${kindOf(value)}`);
      return value
        .map((each, index) => item.decode(each, place.at(index)))
        .filter((each) => each !== undefined);
    },
  };
}

/** An object whose keys are the user's own. */
export function mapOf<T>(description: string, item: Decoder<T, unknown>): Decoder<ReadonlyMap<string, T>> {
  return {
    absent: undefined,
    schema: { type: 'object', description, additionalProperties: item.schema },
    decode(value, place) {
      if (!isObject(value)) return place.problem(`must be an object, not ${kindOf(value)}`);
      const entries = Object.entries(value).map(
        ([key, each]) => [key, item.decode(each, place.at(key))] as const,
      );
      return new Map(entries.filter((entry): entry is [string, T] => entry[1] !== undefined));
    },
  };
}

/** An object with these keys and no others. A missing one is as good as an empty one. */
export function section<const F extends Fields>(
  description: string,
  fields: F,
): Decoder<DecodedFields<F>, DecodedFields<F>> {
  const known = new Map(Object.entries(fields));
  const properties = Object.fromEntries([...known].map(([key, field]) => [key, field.schema]));
  const absent = Object.fromEntries([...known].map(([key, field]) => [key, field.absent]));
  return {
    absent: absent as DecodedFields<F>,
    schema: { type: 'object', description, properties, additionalProperties: false },
    decode(value, place) {
      if (!isObject(value)) return place.problem(`must be an object, not ${kindOf(value)}`);
      const decoded: JsonObject = { ...absent };
      for (const [key, each] of Object.entries(value)) {
        const field = known.get(key);
        const near = field ? undefined : nearest(key, [...known.keys()])[0];
        if (field) decoded[key] = field.decode(each, place.at(key));
        else
          place.at(key).keyProblem(`unknown key ${JSON.stringify(key)}`, near && `did you mean "${near}"?`);
      }
      return decoded as DecodedFields<F>;
    },
  };
}

/** The same, with a value for where the key is missing. */
export function withDefault<T>(
  decoder: Decoder<T, unknown>,
  absent: T,
  shown: unknown = absent,
): Decoder<T, T> {
  return { ...decoder, absent, schema: { ...decoder.schema, default: shown } };
}

/** A key that other programs read; accepted, and said to have no effect. */
export function ignored(reason: string): Decoder<undefined> {
  return {
    absent: undefined,
    schema: { description: `Has no effect here: ${reason}.` },
    decode: (_value, place) => place.note('has no effect here', reason) as undefined,
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
