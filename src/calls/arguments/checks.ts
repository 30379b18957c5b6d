import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Check } from './check.ts';
import { compileSchema } from './compile.ts';

/** Compiled checks by schema: each is compiled when its tool is first called, and goes when the schema goes. */
export class Checks {
  readonly #compiled = new WeakMap<JsonObject, { readonly check: Check | undefined }>();

  /** Undefined where the schema accepts anything. */
  of(schema: JsonObject): Check | undefined {
    const known = this.#compiled.get(schema);
    if (known) return known.check;
    const check = compileSchema(schema);
    this.#compiled.set(schema, { check });
    return check;
  }
}
