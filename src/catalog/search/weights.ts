/** Everything that was tuned; `bench/search.ts --direct` measures a change. */
export const WEIGHTS = {
  /** Per field: weight of an occurrence, and how strongly the field's length is discounted. */
  fields: {
    name: { weight: 2, lengthDiscount: 0.5 },
    server: { weight: 1, lengthDiscount: 0.3 },
    summary: { weight: 1, lengthDiscount: 0.6 },
    detail: { weight: 0.6, lengthDiscount: 0.8 },
    parameters: { weight: 0.5, lengthDiscount: 0.8 },
    parameterTexts: { weight: 0.3, lengthDiscount: 0.8 },
  },
  saturation: 1.2,
  serverPrior: 0.2,
  whole: 0.6,
  stepStrength: 0.7,
  stepGiven: 0.6,
  repeats: 0.3,
  phrase: 0.7,
  synonym: 0.5,
  related: 0.25,
  spelling: 0.4,
  /** For a word that no tool uses itself. */
  unknownSpelling: 0.8,
  minSimilarity: 0.6,
  weak: 0.6,
  unlisted: 0.9,
  idfSmoothing: 2,
  number: 0.2,
  actionMatch: 0.05,
  actionClash: 0.1,
  destructive: 0.1,
  wholePrior: 0.1,
  nameCoverage: 0.2,
  candidate: 0.2,
  nearness: 0.6,
  /** The same by an encoder, which knows more than words. */
  encodedNearness: 1,
  serverNearness: 0.1,
  /** Set so that about one answer in twelve doubts wrongly, over all sets. */
  convincing: { coverage: 2.5, least: 0.9, perDoubling: 0.03 },
};

export type Weights = typeof WEIGHTS;
export type Field = keyof Weights['fields'];
export const FIELDS = Object.keys(WEIGHTS.fields) as readonly Field[];
