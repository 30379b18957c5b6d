import type { ServerDefinition } from '../config/config.ts';
import { definitionHash } from '../config/definition-hash.ts';
import type { ServerSnapshot } from '../downstream/snapshot.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Clock } from '../shared/clock.ts';
import { CatalogSnapshots } from '../store/catalog-snapshots.ts';
import { openDatabase } from '../store/database.ts';
import { Documents } from '../store/documents.ts';
import type { Log } from '../telemetry/log.ts';
import type { SnapshotStore } from './gateway.ts';

export interface Stores {
  readonly snapshots: SnapshotStore;
  close(): void;
}

/** Opens everything that is kept between runs. Without a place to write it lives in memory. */
export function openStores(path: string, { clock, log }: { clock: Clock; log: Log }): Stores {
  const database = openDatabase(path, { clock, log });
  const saved = new CatalogSnapshots({ database, clock, log });
  const tried = new Documents('tried', { database, clock, log });
  return {
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
