/** What does not fit, and what of the schema it does not fit. */
export interface Fault {
  /** JSON Pointer into the arguments. */
  readonly path: string;
  /** Completes "it …". */
  readonly reason: string;
  readonly schema: unknown;
}

/** What was changed so that the arguments fit. */
export interface Repair {
  readonly path: string;
  readonly repair: string;
}

/** Schemas may be written so that a check never ends; beyond these the server's own check has to do. */
const MAX_STEPS = 20_000;
const MAX_DEPTH = 200;

/** How much of a check has been done. */
class Effort {
  steps = 0;
  depth = 0;
}

/** Collects what one check finds. */
export class Findings {
  readonly faults: Fault[] = [];
  readonly repairs: Repair[] = [];
  readonly #effort: Effort;

  /** Of a whole check, or of an attempt within one. */
  constructor(within?: Findings) {
    this.#effort = within ? within.#effort : new Effort();
  }

  /** Begins a step of the check. False where it is not worth going on: then there is nothing to leave either. */
  enter(): boolean {
    const effort = this.#effort;
    if (effort.depth >= MAX_DEPTH || ++effort.steps > MAX_STEPS) return false;
    effort.depth++;
    return true;
  }

  leave(): void {
    this.#effort.depth--;
  }
}

/** Checks one value. @returns the value to send: itself, or a repaired copy. */
export type Check = (value: unknown, path: string, findings: Findings) => unknown;

/** A path one level down, as a JSON Pointer. */
export function below(path: string, key: string | number): string {
  return typeof key === 'number'
    ? `${path}/${key}`
    : `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
