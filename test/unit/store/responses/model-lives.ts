interface Place {
  readonly process: number;
  readonly server: string;
}

/** Which server processes were written to, and so may know something that no other does. */
export class ModelLives {
  readonly #lives = new Map<string, number>();
  #last = 0;

  /** Undefined for one that knows no more than when it started. */
  of({ process, server }: Place): number | undefined {
    return this.#lives.get(`${process} ${server}`);
  }

  noteWrite(place: Place): void {
    this.#lives.set(`${place.process} ${place.server}`, this.of(place) ?? ++this.#last);
  }

  /** Of one server, or of all that a gateway has. */
  end({ process, server = '' }: Partial<Place>): void {
    for (const key of [...this.#lives.keys()])
      if (key.startsWith(`${process} ${server}`)) this.#lives.delete(key);
  }
}
