/** Keys in the `_meta` of `tools/list` by which our own commands and programs say what hosts do not. */
export const OUR_META = {
  /** `full`: every tool there is, also where hosts are shown only how to find them. */
  exposure: 'dev.trunkline/exposure',
  /** Names of servers, with `exposure`: their tools alone. */
  servers: 'dev.trunkline/servers',
  /** True: the answer says under the same key what tools cost a model, `{ listed, byName }`. */
  tokens: 'dev.trunkline/tokens',
} as const;
