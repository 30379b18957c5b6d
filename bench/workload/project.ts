import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const AREAS = 'catalog client config daemon docs policy protocol scripts session shared store test'.split(
  ' ',
);
const FILES_AN_AREA = 12;
const WORDS =
  'answer call file host key line list name page path read request result server session tool value write'.split(
    ' ',
  );

/** A folder of source files as an agent works on it, the same whenever it is made; with it, what the files say. */
export class Project {
  readonly folder: string;
  readonly directories: readonly string[];
  /** In the order in which agents care for them. */
  readonly files: readonly string[];
  /** How many were made in the course of the day. */
  #created = 0;
  /** How often each file was changed. */
  readonly #revisions = new Map<string, number>();

  constructor(folder: string) {
    this.folder = folder;
    this.directories = AREAS.map((area) => join(folder, area));
    const inAreas = Array.from({ length: FILES_AN_AREA }, (_, index) =>
      AREAS.map((area) => join(folder, area, `${WORDS[index]}-${area}.ts`)),
    );
    this.files = [
      ...['AGENTS.md', 'README.md', 'package.json'].map((name) => join(folder, name)),
      ...inAreas.flat(),
    ];
  }

  in(directory: string): string[] {
    return this.files.filter((file) => dirname(file) === directory);
  }

  /** The line of a file that tells its revision, which is what edits change. */
  revisionLine(file: string): string {
    return `// revision ${this.#revisions.get(file) ?? 0}`;
  }

  /** Notes that a file is changed, and says how. */
  edit(file: string): { oldText: string; newText: string } {
    const oldText = this.revisionLine(file);
    this.#revisions.set(file, (this.#revisions.get(file) ?? 0) + 1);
    return { oldText, newText: this.revisionLine(file) };
  }

  /** A new file, which nobody looks for unless they have made it. */
  create(directory: string): { path: string; content: string } {
    const index = this.files.length + ++this.#created;
    const path = join(directory, `${WORDS[index % WORDS.length]}-${this.#created}.ts`);
    return { path, content: `// revision 0\n${linesOf(index)}` };
  }

  /** Writes every file as it was before any edit; whatever lay there is gone. */
  static writeTo(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    const { files } = new Project(folder);
    files.forEach((file, index) => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `// revision 0\n${linesOf(index)}`);
    });
  }
}

/** Between 2 and 20 kB, most files short. */
function linesOf(seed: number): string {
  const length = 40 + Math.floor(400 / (1 + (seed % 11)));
  const word = (index: number): string => WORDS[(seed * 7 + index * index) % WORDS.length] ?? '';
  return Array.from({ length }, (_, line) =>
    Array.from({ length: 8 }, (_, column) => word(line + column * 3)).join(' '),
  ).join('\n');
}
