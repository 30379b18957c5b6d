const NEWLINE = 0x0a;

/** Cuts a stream of bytes at its newlines, so that no half frame is ever passed on. */
export class Lines {
  /** The pieces of a line whose end has not come yet. */
  #pieces: Buffer[] = [];

  /** Takes what arrived; gives all lines that are whole now, with their newlines, or nothing. */
  push(chunk: Buffer): Buffer | undefined {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#pieces.push(chunk);
      return undefined;
    }
    const whole = end === chunk.length ? chunk : chunk.subarray(0, end);
    const before = this.#pieces;
    this.#pieces = end === chunk.length ? [] : [chunk.subarray(end)];
    return before.length === 0 ? whole : Buffer.concat([...before, whole]);
  }
}

/** Calls back with the bounds of each line, without their newlines. */
export function eachLine(lines: Buffer, visit: (start: number, end: number) => void): void {
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf(NEWLINE, start);
    visit(start, end);
    start = end + 1;
  }
}
