import type { Log } from './log.ts';

/** A log that is opened at its first record, so that a quiet start does not pay for it. */
export function lazyLog(open: () => Promise<Log>): Log {
  let opened: Promise<Log> | undefined;
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (fields, text) => {
      opened ??= open();
      void opened.then((log) => log[level](fields, text));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
