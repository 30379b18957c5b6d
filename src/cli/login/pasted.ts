import { createInterface, type Interface } from 'node:readline';

/** Reads lines of the terminal until one is what is waited for. Whoever opens it closes it. */
export class PastedLines {
  readonly #lines: Interface;

  constructor(input: NodeJS.ReadableStream) {
    this.#lines = createInterface({ input });
  }

  /** Resolves with what `read` makes of a line; for others `onOther` is called. */
  first<T>(read: (line: string) => T | undefined, onOther: () => void): Promise<T> {
    return new Promise((resolve) => {
      this.#lines.on('line', (line) => {
        const found = read(line.trim());
        if (found !== undefined) resolve(found);
        else if (line.trim() !== '') onOther();
      });
    });
  }

  close(): void {
    this.#lines.close();
  }
}
