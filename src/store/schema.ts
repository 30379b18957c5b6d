/**
 * Each entry leads from the schema version that is its index to the next. Entries are only ever added:
 * files of every earlier version exist on somebody's disk.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE documents (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     saved_at INTEGER NOT NULL,
     text TEXT NOT NULL,
     PRIMARY KEY (kind, key)
   ) WITHOUT ROWID;
   CREATE INDEX documents_by_age ON documents (kind, saved_at);`,
];
