import type { FileLogOptions } from './file-log.ts';
import type { Log } from './log.ts';

/** A log file that is opened at its first record, so that a quiet start does not pay for it. */
export function lazyFileLog(options: FileLogOptions): Log {
  let opened: Promise<Log> | undefined;
  const open = async (): Promise<Log> => (await import('./file-log.ts')).openFileLog(options);
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (fields, text) => {
      opened ??= open();
      void opened.then((log) => log[level](fields, text));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
