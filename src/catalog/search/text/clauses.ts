/** Where one step of a request ends and the next begins. */
const BOUNDARY =
  /[.!?;:。！？；]+(?=\s|$|["')\]])|[。！？；、]|\n+|(?:^|\s)\(?\d{1,2}[.)]\s|\s[-•*–—]\s|,?\s+(?:and then|then|after that|afterwards|next|finally|also|as well as|plus)\b,?|,\s+(?:and\s+)?|\s+and\s+|\s+but\s+/gi;
const MIN_WORDS = 3;
const MAX_CLAUSES = 12;
/** Far more than any request or plan; what is longer is not a search. */
const MAX_LENGTH = 4_000;

/** A request as it is searched: of bounded length, and without runs of space, over which patterns would stumble. */
export function boundedText(text: string): string {
  // Some characters stand for eighteen others.
  const normal = text.slice(0, MAX_LENGTH).normalize('NFKC').slice(0, MAX_LENGTH);
  return normal.replace(/\s+/g, (space) => (space.includes('\n') ? '\n' : ' '));
}

/** Splits a request or plan into its steps; short pieces stay with what stands before them. */
export function clausesOf(text: string): string[] {
  const clauses: string[] = [];
  for (const piece of text.split(BOUNDARY)) {
    const words = piece.split(/\s+/).filter(Boolean);
    if (words.length === 0) continue;
    const before = clauses.at(-1);
    if (before !== undefined && (words.length < MIN_WORDS || clauses.length >= MAX_CLAUSES)) {
      clauses[clauses.length - 1] = `${before} ${words.join(' ')}`;
    } else clauses.push(words.join(' '));
  }
  return clauses;
}
