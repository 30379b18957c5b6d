/** Fields of one log record; never secrets, never arguments. */
type Fields = Record<string, unknown>;

/** Structured log, in pino's form. Records go to a file; stderr stays quiet unless asked. */
export interface Log {
  debug(fields: Fields, text: string): void;
  info(fields: Fields, text: string): void;
  warn(fields: Fields, text: string): void;
  error(fields: Fields, text: string): void;
}
