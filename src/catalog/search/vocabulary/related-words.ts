import { ACTIONS } from './actions.ts';
import { BUSINESS } from './business.ts';
import { CUES } from './cues.ts';
import { DAILY_LIFE } from './daily-life.ts';
import { DATA_AND_MEDIA } from './data-and-media.ts';
import { OFFICE } from './office.ts';
import { PHRASES } from './phrases.ts';
import { SOFTWARE } from './software.ts';
import { TECHNICAL_CUES } from './technical-cues.ts';

/** The hand-written vocabulary by index term. */
export interface RelatedWords {
  /** Terms that mean nearly the same as a term. */
  readonly synonyms: ReadonlyMap<string, ReadonlySet<string>>;
  /** Terms of the tools that serve a request which mentions a term. */
  readonly topics: ReadonlyMap<string, ReadonlySet<string>>;
  /** Phrases by their first word. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
}

interface Phrase {
  readonly words: readonly string[];
  readonly terms: readonly string[];
}

/** Brings the vocabulary into index terms; `termOf` is empty for a stop word. */
export function readRelatedWords(termOf: (word: string) => string): RelatedWords {
  const toTerms = (words: string): string[] => words.split(/\s+/).map(termOf).filter(Boolean);
  const synonyms = new Map<string, Set<string>>();
  for (const group of (ACTIONS + SOFTWARE + OFFICE + DAILY_LIFE + DATA_AND_MEDIA + BUSINESS).split(
    /\n| \| /,
  )) {
    const [head = '', ...others] = toTerms(group.replace(':', ''));
    addAll(synonyms, head, others);
    for (const other of others) addAll(synonyms, other, [head]);
  }
  const topics = new Map<string, Set<string>>();
  for (const line of linesOf(CUES + TECHNICAL_CUES)) {
    const [cues = '', topic = ''] = line.split(' : ');
    for (const cue of toTerms(cues)) addAll(topics, cue, toTerms(topic));
  }
  const phrases = new Map<string, Phrase[]>();
  for (const line of linesOf(PHRASES)) {
    const [phrase = '', meaning = ''] = line.split(' : ');
    const words = phrase.split(' ');
    const known = phrases.get(words[0] ?? '') ?? [];
    phrases.set(words[0] ?? '', [...known, { words, terms: toTerms(meaning) }]);
  }
  return { synonyms, topics, phrases };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

function addAll(map: Map<string, Set<string>>, term: string, related: readonly string[]): void {
  const known = map.get(term) ?? new Set();
  for (const other of related) if (other !== term) known.add(other);
  map.set(term, known);
}
