import type { Path } from '../problem.ts';

/** A parsed file whose values still know where they stand in the text. */
export interface Source {
  /** Plain data; no key in it can reach a prototype. */
  readonly value: unknown;
  /** What is no valid JSON or YAML, and keys given twice. */
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** Offset of a key or of its value; of the nearest parent where the path does not exist. */
  offsetOf(path: Path, on: 'key' | 'value'): number;
}

export interface SyntaxProblem {
  readonly path: Path;
  readonly offset: number;
  readonly message: string;
}

/** Parses by the file's extension; the YAML parser is loaded only for a YAML file. */
export async function parseSource(path: string, text: string): Promise<Source> {
  if (!/\.ya?ml$/i.test(path)) return (await import('./jsonc.ts')).parseJsonc(text);
  return (await import('./yaml.ts')).parseYaml(text);
}

/** Line and column, both from 1. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
