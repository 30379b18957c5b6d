/**
 * Each entry of a schema leads from the version that is its index to the next. Entries are only ever added:
 * files of every earlier version exist on somebody's disk.
 */
export type Schema = readonly string[];

/** What must not be lost with the cache. */
export const STATE_SCHEMA: Schema = [
  `CREATE TABLE documents (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     saved_at INTEGER NOT NULL,
     text TEXT NOT NULL,
     PRIMARY KEY (kind, key)
   ) WITHOUT ROWID;
   CREATE INDEX documents_by_age ON documents (kind, saved_at);`,
  `CREATE TABLE events (
     session TEXT NOT NULL,
     sequence INTEGER NOT NULL,
     stream INTEGER NOT NULL,
     saved_at INTEGER NOT NULL,
     text TEXT NOT NULL,
     PRIMARY KEY (session, sequence)
   ) WITHOUT ROWID;
   CREATE INDEX events_by_age ON events (saved_at);`,
  `CREATE TABLE credentials (
     key TEXT PRIMARY KEY,
     revision TEXT NOT NULL,
     sealed TEXT,
     leased_until INTEGER NOT NULL DEFAULT 0,
     challenge TEXT
   ) WITHOUT ROWID;`,
];

/**
 * What may be thrown away at any time, in a file of its own so that it can be. Entries lie in the order in which
 * they came: keys are hashes, and in their order each entry of a batch would rewrite a page of its own.
 */
export const CACHE_SCHEMA: Schema = [
  `CREATE TABLE entries (
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     bytes INTEGER NOT NULL,
     expires INTEGER,
     used_at INTEGER NOT NULL,
     PRIMARY KEY (namespace, key)
   );
   CREATE INDEX entries_by_use ON entries (used_at, bytes);
   CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL;
   CREATE TABLE generations (
     tag TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) WITHOUT ROWID;`,
  // What is new goes to the end of the table, whatever its key: a batch then touches few pages.
  `DROP TABLE entries;
   CREATE TABLE entries (
     id INTEGER PRIMARY KEY,
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     bytes INTEGER NOT NULL,
     expires INTEGER,
     used_at INTEGER NOT NULL
   );
   CREATE UNIQUE INDEX entries_by_key ON entries (key, namespace);
   CREATE INDEX entries_by_use ON entries (used_at);
   CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL;`,
  // Without indexes of its own a batch of entries touches a tenth of the pages. Where what is stands in few rows.
  `DROP TABLE entries;
   CREATE TABLE entries (
     id INTEGER PRIMARY KEY,
     key TEXT NOT NULL,
     expires INTEGER,
     value TEXT NOT NULL
   );
   CREATE TABLE batches (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     namespace TEXT NOT NULL,
     fingerprints BLOB NOT NULL,
     bytes INTEGER NOT NULL,
     expires INTEGER,
     used_at INTEGER NOT NULL
   );
   CREATE INDEX batches_by_expiry ON batches (expires) WHERE expires IS NOT NULL;`,
];
