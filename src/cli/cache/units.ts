import { formatDuration } from '../table.ts';

/** Characters of JSON that make about one token. */
const CHARS_A_TOKEN = 4;

export const tokensIn = (bytes: number): string => String(Math.round(bytes / CHARS_A_TOKEN));

export const formatTime = (ms: number): string => (ms < 10_000 ? `${Math.round(ms)} ms` : formatDuration(ms));

export function formatBytes(bytes: number): string {
  if (bytes < 10_240) return `${bytes} B`;
  return bytes < 10_485_760 ? `${Math.round(bytes / 1_024)} KB` : `${Math.round(bytes / 1_048_576)} MB`;
}
