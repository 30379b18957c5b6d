const VOWEL = /[aeiouy]/;
const MEASURE_ABOVE_0 = /^[^aeiou]*[aeiouy]+[^aeiouy]/;
const MEASURE_ABOVE_1 = /^[^aeiou]*[aeiouy]+[^aeiouy]+[aeiouy]+[^aeiouy]/;
const SHORT = /^[^aeiou][^aeiouy]*[aeiouy][^aeiouwxy]$/;

type Rule = readonly [suffix: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];
const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];
const STEP_4: readonly string[] = [
  'ement',
  'ance',
  'ence',
  'able',
  'ible',
  'ment',
  'ant',
  'ent',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
  'al',
  'er',
  'ic',
  'ou',
];

/** The Porter stem of a lower-case English word; other words come back unchanged. */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let stemmed = withoutPlural(word);
  stemmed = withoutPastOrGerund(stemmed);
  if (stemmed.endsWith('y') && VOWEL.test(stemmed.slice(0, -1))) stemmed = `${stemmed.slice(0, -1)}i`;
  stemmed = applyRules(stemmed, STEP_2);
  stemmed = applyRules(stemmed, STEP_3);
  stemmed = withoutLongSuffix(stemmed);
  return tidyEnd(stemmed);
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function withoutPastOrGerund(word: string): string {
  if (word.endsWith('eed')) return MEASURE_ABOVE_0.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const suffix = word.endsWith('ed') ? 'ed' : word.endsWith('ing') ? 'ing' : undefined;
  if (!suffix) return word;
  const root = word.slice(0, -suffix.length);
  if (!VOWEL.test(root)) return word;
  if (/(at|bl|iz)$/.test(root)) return `${root}e`;
  if (/([^aeiouylsz])\1$/.test(root)) return root.slice(0, -1);
  return SHORT.test(root) ? `${root}e` : root;
}

function applyRules(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const root = word.slice(0, -suffix.length);
    return MEASURE_ABOVE_0.test(root) ? root + replacement : word;
  }
  return word;
}

function withoutLongSuffix(word: string): string {
  for (const suffix of STEP_4) {
    if (!word.endsWith(suffix)) continue;
    const root = word.slice(0, -suffix.length);
    return MEASURE_ABOVE_1.test(root) ? root : word;
  }
  return /[st]ion$/.test(word) && MEASURE_ABOVE_1.test(word.slice(0, -3)) ? word.slice(0, -3) : word;
}

function tidyEnd(word: string): string {
  let tidy = word;
  if (tidy.endsWith('e')) {
    const root = tidy.slice(0, -1);
    if (MEASURE_ABOVE_1.test(root) || (MEASURE_ABOVE_0.test(root) && !SHORT.test(root))) tidy = root;
  }
  return tidy.endsWith('ll') && MEASURE_ABOVE_1.test(tidy) ? tidy.slice(0, -1) : tidy;
}
