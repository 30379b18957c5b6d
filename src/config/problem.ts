/** Keys and indexes from the root of the file to a value. */
export type Path = readonly (string | number)[];

/** One thing that is wrong, or has no effect, in a configuration file. */
export interface Problem {
  /** As one would write it in JavaScript: `mcpServers.files.args[1]`. */
  readonly path: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

/** A problem before its place in the text is known. */
export interface Finding {
  readonly path: Path;
  /** Whether the key itself is wrong, or what it holds. */
  readonly on: 'key' | 'value';
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A value's place in the file, and where the decoders report what they find there. */
export class Place {
  readonly path: Path;
  readonly problems: Finding[];
  /** What was read but has no effect. */
  readonly notes: Finding[];

  constructor(path: Path = [], problems: Finding[] = [], notes: Finding[] = []) {
    this.path = path;
    this.problems = problems;
    this.notes = notes;
  }

  at(...keys: Path): Place {
    return new Place([...this.path, ...keys], this.problems, this.notes);
  }

  /** Reports what the value is not; returns nothing, for decoders to return in turn. */
  problem(message: string, hint?: string): undefined {
    this.problems.push({ path: this.path, on: 'value', message, hint });
  }

  keyProblem(message: string, hint?: string): void {
    this.problems.push({ path: this.path, on: 'key', message, hint });
  }

  note(message: string, hint?: string): void {
    this.notes.push({ path: this.path, on: 'key', message, hint });
  }
}

/** `a.b[0]["odd key"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** `file:line:column: path: message. hint`, which editors and terminals turn into a link. */
export function formatProblem(file: string, problem: Problem): string {
  const path = problem.path === '' ? '' : `${problem.path}: `;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${file}:${problem.line}:${problem.column}: ${path}${problem.message}${hint}`;
}
