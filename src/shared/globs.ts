/** Whether a text matches one of the globs; `*` stands for any run of characters, everything else for itself. */
export function matchesAny(globs: readonly string[], text: string): boolean {
  return globs.some((glob) => matches(glob, text));
}

/** Linear in the text for any glob, so that a configured one can't stall a call. */
function matches(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= text.length - last.length;
}
