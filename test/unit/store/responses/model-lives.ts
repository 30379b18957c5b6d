import type { Asked } from './model-records.ts';

interface Place {
  readonly process: number;
  readonly server: string;
}

interface Life {
  readonly id: number;
  /** What was written; undefined for anything. */
  readonly written: (number | undefined)[];
}

/** Whether what was written, which is anything where it is undefined, concerns an answer. */
export function concerns(written: number | undefined, { of, about }: Pick<Asked, 'of' | 'about'>): boolean {
  return written === undefined || about === 'anything' || (about === 'its own' && written === of.argument);
}

/** Which server processes were written to, and so may know something that no other does. */
export class ModelLives {
  readonly #lives = new Map<string, Life>();
  #last = 0;

  /** Undefined where it would be answered by any process as by one that has just started. */
  of(asked: Pick<Asked, 'of' | 'about'>): number | undefined {
    const { process, server } = asked.of;
    const life = this.#lives.get(`${process} ${server}`);
    return life?.written.some((argument) => concerns(argument, asked)) ? life.id : undefined;
  }

  noteWrite({ process, server }: Place, argument: number | undefined): void {
    const key = `${process} ${server}`;
    const life = this.#lives.get(key) ?? { id: ++this.#last, written: [] };
    life.written.push(argument);
    this.#lives.set(key, life);
  }

  /** Of one server, or of all that a gateway has. */
  end({ process, server = '' }: Partial<Place>): void {
    for (const key of [...this.#lives.keys()])
      if (key.startsWith(`${process} ${server}`)) this.#lives.delete(key);
  }
}
