/** Verbs and the like, which say nothing of what a server is about. */
const COMMON = new Set(
  'add all and create delete find for from get list read remove run search set the update with write'.split(
    ' ',
  ),
);

/**
 * Words on what a server is about: those that most of its tools' names have come first, the verb that each name
 * begins with is left out. The same for the same tools.
 */
export function topicsOf(serverName: string, toolNames: readonly string[]): string[] {
  const own = new Set(wordsIn(serverName).map(stemOf));
  const topics = new Map<string, { word: string; count: number }>();
  for (const name of toolNames) {
    const words = wordsIn(name);
    const nouns = new Map((words.length > 1 ? words.slice(1) : words).map((word) => [stemOf(word), word]));
    for (const [stem, word] of nouns) {
      if (own.has(stem) || COMMON.has(word)) continue;
      const topic = topics.get(stem);
      if (topic) topic.count++;
      else topics.set(stem, { word, count: 1 });
    }
  }
  return [...topics.values()].sort((a, b) => b.count - a.count).map(({ word }) => word);
}

/** `listPull_requests` → list, pull, requests. */
function wordsIn(name: string): string[] {
  const apart = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return apart.split(/[^\p{L}]+/u).filter((word) => word.length > 2);
}

const stemOf = (word: string): string => word.replace(/(?:ies|y|s)$/, '');
