/** A call of a tool that has ended, as its session remembers it. */
export interface RecentCall {
  /** Its published name. */
  readonly tool: string;
  /** Wall time in milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** `ok`; `failed` where the tool said so; else the code of our own error. */
  readonly outcome: string;
  /** Its arguments and the beginning of its result, shortened. */
  readonly digest: string;
}
