import type { Log } from '../../../src/telemetry/log.ts';

/** A log that keeps `level: text` of each record for a test to look at. */
export function recordingLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (_fields: object, text: string): void =>
      void lines.push(`${level}: ${text}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
