/** A literal piece of a text, or what stood between `${` and its `}`. */
export type Piece = { readonly literal: string } | { readonly reference: string };

/**
 * Splits a text at its `${…}`. Braces inside a reference are counted, so that defaults may hold references
 * and commands may hold braces. `$${` stands for a literal `${`. Undefined if a reference never ends.
 */
export function splitReferences(text: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    if (start === -1) return [...pieces, { literal: text.slice(from) }];
    if (text[start - 1] === '$' && start > from) {
      pieces.push({ literal: `${text.slice(from, start - 1)}\${` });
      from = start + 2;
      continue;
    }
    const end = closingBrace(text, start + 2);
    if (end === -1) return undefined;
    pieces.push({ literal: text.slice(from, start) }, { reference: text.slice(start + 2, end) });
    from = end + 1;
  }
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    if (text[index] === '{') depth++;
    else if (text[index] === '}' && --depth === 0) return index;
  }
  return -1;
}
