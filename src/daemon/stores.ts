import { join } from 'node:path';
import type { IndexStore } from '../catalog/tool-search.ts';
import type { ServerDefinition } from '../config/config.ts';
import { definitionHash } from '../config/definition-hash.ts';
import type { ServerSnapshot } from '../downstream/snapshot.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { SessionState, SessionStore } from '../session/kept/session-state.ts';
import type { Clock } from '../shared/clock.ts';
import type { Paths } from '../shared/paths.ts';
import { CatalogSnapshots } from '../store/catalog-snapshots.ts';
import { Credentials } from '../store/credentials/credentials.ts';
import { openDatabase } from '../store/database.ts';
import { Documents } from '../store/documents.ts';
import { SavedEvents } from '../store/saved-events.ts';
import { SavedSessions } from '../store/saved-sessions.ts';
import type { Log } from '../telemetry/log.ts';
import type { SnapshotStore } from './gateway.ts';
import type { KeptSessions } from './http/legacy/legacy-endpoint.ts';

export interface Stores extends KeptSessions {
  readonly snapshots: SnapshotStore;
  /** What the search has read of tools. */
  readonly index: IndexStore;
  /** What remote servers gave us to be let in. */
  readonly credentials: Credentials;
  close(): void;
}

interface StoresOptions {
  /** How long a session that nothing was heard of is kept. */
  readonly sessionTtlMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens everything that is kept between runs. Without a place to write it lives in memory. */
export function openStores({ stateDir }: Paths, { sessionTtlMs: ttlMs, clock, log }: StoresOptions): Stores {
  const database = openDatabase(join(stateDir, 'trunkline.db'), { clock, log });
  const keyFile = join(stateDir, 'credentials-key');
  const saved = new CatalogSnapshots({ database, clock, log });
  const tried = new Documents('tried', { database, clock, log });
  const sessions = new SavedSessions({ database, clock, log, ttlMs });
  const events = new SavedEvents({ database, clock, log, ttlMs });
  return {
    sessions: keepSessions(sessions, events),
    eventsOf: (sessionId) => ({
      load: () => events.load(sessionId),
      add: (event) => events.add(sessionId, event),
      removeUpTo: (sequence) => events.remove(sessionId, sequence),
    }),
    credentials: new Credentials({ database, keyFile, clock, log }),
    index: new Documents('index', { database, clock, log }),
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

function keepSessions(sessions: SavedSessions, events: SavedEvents): SessionStore {
  return {
    find: (sessionId, principal) =>
      sessions.find(sessionId, principal) as unknown as SessionState | undefined,
    save: (principal, state) => sessions.save(state.sessionId, principal, state as unknown as JsonObject),
    remove(sessionId) {
      sessions.remove(sessionId);
      events.remove(sessionId);
    },
  };
}
