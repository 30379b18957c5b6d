import type { Path } from '../problem.ts';
import { parseQuickly } from './quick-json.ts';

/** A parsed file that still knows where its values stand in the text. */
export interface Source {
  /** Plain data; no key in it can reach a prototype. */
  readonly value: unknown;
  /** What is no valid JSON or YAML, and keys given twice. */
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** Asked for only where there is something to report. */
  readonly findOffsets: () => Promise<OffsetOf>;
}

/** Offset of a key or of its value; of the nearest parent where the path does not exist. */
type OffsetOf = (path: Path, on: 'key' | 'value') => number;

export interface SyntaxProblem {
  readonly path: Path;
  readonly offset: number;
  readonly message: string;
}

/**
 * Parses by the file's extension. The full parsers take longer to load and run than the rest of a start, so
 * the one for YAML is loaded for YAML alone, and the one for JSON only to say where something is wrong.
 */
export async function parseSource(path: string, text: string): Promise<Source> {
  if (/\.ya?ml$/i.test(path)) return (await import('./yaml.ts')).parseYaml(text);
  const parseFully = async (): Promise<Source> => (await import('./jsonc.ts')).parseJsonc(text);
  const value = parseQuickly(text);
  if (value === undefined) return parseFully();
  return { value, syntaxProblems: [], findOffsets: async () => (await parseFully()).findOffsets() };
}

/** Line and column, both from 1. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
