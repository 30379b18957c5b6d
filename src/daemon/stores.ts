import type { ServerDefinition } from '../config/config.ts';
import { definitionHash } from '../config/definition-hash.ts';
import type { ServerSnapshot } from '../downstream/snapshot.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { SessionState } from '../session/session-state.ts';
import type { Clock } from '../shared/clock.ts';
import { CatalogSnapshots } from '../store/catalog-snapshots.ts';
import { openDatabase } from '../store/database.ts';
import { Documents } from '../store/documents.ts';
import { SavedSessions } from '../store/saved-sessions.ts';
import type { Log } from '../telemetry/log.ts';
import type { SnapshotStore } from './gateway.ts';
import type { SessionStore } from './socket/host-sessions.ts';

/** Beyond a weekend and a reboot. */
const SESSION_TTL_MS = 7 * 24 * 3_600_000;

export interface Stores {
  readonly snapshots: SnapshotStore;
  readonly sessions: SessionStore;
  close(): void;
}

/** Opens everything that is kept between runs. Without a place to write it lives in memory. */
export function openStores(path: string, { clock, log }: { clock: Clock; log: Log }): Stores {
  const database = openDatabase(path, { clock, log });
  const saved = new CatalogSnapshots({ database, clock, log });
  const tried = new Documents('tried', { database, clock, log });
  const sessions = new SavedSessions({ database, clock, log, ttlMs: SESSION_TTL_MS });
  return {
    sessions: {
      find: (sessionId, principal) =>
        sessions.find(sessionId, principal) as unknown as SessionState | undefined,
      save: (principal, state) => sessions.save(state.sessionId, principal, state as unknown as JsonObject),
    },
    snapshots: {
      find: (definition) => saved.load(definitionHash(definition))?.snapshot as ServerSnapshot | undefined,
      save: (definition, snapshot) =>
        saved.save(definitionHash(definition), snapshot as unknown as JsonObject),
      wasTried(definition: ServerDefinition) {
        const hash = definitionHash(definition);
        if (tried.load(hash)) return true;
        tried.saveText(hash, '1');
        return false;
      },
    },
    close: () => database.close(),
  };
}
