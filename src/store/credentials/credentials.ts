import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../shared/clock.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Database } from '../database.ts';
import { faultOf } from '../faults.ts';
import { loadSecretFile } from '../secret-file.ts';
import { seal, unseal } from './seal.ts';

interface CredentialsOptions {
  readonly database: Database;
  /** Where the key lies that everything here is encrypted with; made when it is first needed. */
  readonly keyFile: string;
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly log: Log;
}

/** What is kept of one server; `secret` in plain. */
export interface Credential {
  /** Another one with every change. */
  readonly revision: string;
  readonly secret: string | undefined;
}

/** Allows its holder, and no other process, to replace the credential that it was given for. */
export interface Lease {
  readonly key: string;
  readonly revision: string;
  readonly until: number;
}

/** A holder that has not come back by then is gone. */
const LEASE_MS = 30_000;
const BUSY_TRIES = 100;
const BUSY_PAUSE_MS = 50;

/**
 * Secrets that servers gave us, encrypted, by key. Shared by all processes of a user: each sees at once what another
 * has changed, and only one at a time replaces a credential.
 */
export class Credentials {
  readonly #options: CredentialsOptions;
  readonly #revision;
  readonly #select;
  readonly #insert;
  readonly #lease;
  readonly #release;
  readonly #replace;
  readonly #save;
  readonly #remove;
  readonly #note;
  readonly #noted;
  #key: Buffer | undefined;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    const { database } = options;
    this.#revision = database.prepare('SELECT revision FROM credentials WHERE key = ?');
    this.#select = database.prepare('SELECT revision, sealed FROM credentials WHERE key = ?');
    this.#insert = database.prepare('INSERT OR IGNORE INTO credentials (key, revision) VALUES (?, ?)');
    // One that would end later than any given now is of a clock that was set back.
    this.#lease = database.prepare(
      'UPDATE credentials SET leased_until = ? WHERE key = ? AND revision = ? AND NOT leased_until BETWEEN ? AND ?',
    );
    this.#release = database.prepare(
      'UPDATE credentials SET leased_until = 0 WHERE key = ? AND leased_until = ?',
    );
    this.#replace = database.prepare(
      'UPDATE credentials SET revision = ?, sealed = ?, leased_until = 0 WHERE key = ? AND revision = ?',
    );
    this.#save = database.prepare(
      `INSERT INTO credentials (key, revision, sealed) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE
         SET revision = excluded.revision, sealed = excluded.sealed, leased_until = 0, challenge = NULL`,
    );
    this.#remove = database.prepare('DELETE FROM credentials WHERE key = ?');
    this.#note = database.prepare('UPDATE credentials SET challenge = ? WHERE key = ?');
    this.#noted = database.prepare('SELECT challenge FROM credentials WHERE key = ?');
  }

  /** False where what is saved ends with the process. */
  get isPersistent(): boolean {
    return this.#options.database.isPersistent;
  }

  /** Tells whether anything has changed, at less cost than `find`. */
  revisionOf(key: string): string | undefined {
    return this.#read(() => this.#revision.get(key)?.revision) as string | undefined;
  }

  find(key: string): Credential | undefined {
    return this.#read(() => {
      const row = this.#select.get(key);
      if (!row) return undefined;
      const { revision, sealed } = row;
      const isSealed = typeof sealed === 'string';
      return {
        revision: String(revision),
        secret: isSealed ? unseal(sealed, { key: this.#loadKey(), owner: key }) : undefined,
      };
    });
  }

  /** Saves a secret whatever there was. @throws GatewayError `store_failed` */
  async save(key: string, secret: string): Promise<void> {
    await this.#surely(() => this.#save.run(key, randomUUID(), this.#sealed(key, secret)));
  }

  /** Undefined while somebody else has one, or where the credential has become another. */
  async lease(key: string, revision: string | undefined): Promise<Lease | undefined> {
    const now = this.#options.clock.wallTime();
    const lease = { key, revision: revision ?? randomUUID(), until: now + LEASE_MS };
    const changed = await this.#surely(() => {
      if (revision === undefined) this.#insert.run(key, lease.revision);
      return this.#lease.run(lease.until, key, lease.revision, now + 1, now + LEASE_MS);
    });
    return changed === 1 ? lease : undefined;
  }

  async release({ key, until }: Lease): Promise<void> {
    await this.#surely(() => this.#release.run(key, until));
  }

  /** Replaces what the lease was given for; without a secret, by nothing. @returns false where it came too late */
  async replace({ key, revision }: Lease, secret: string | undefined): Promise<boolean> {
    const sealed = secret === undefined ? null : this.#sealed(key, secret);
    return (await this.#surely(() => this.#replace.run(randomUUID(), sealed, key, revision))) === 1;
  }

  async remove(key: string): Promise<void> {
    await this.#surely(() => this.#remove.run(key));
  }

  /** Keeps what a server said that it wants, for the next login. It is no secret. */
  async noteChallenge(key: string, challenge: string): Promise<void> {
    if (this.findChallenge(key) === challenge) return;
    await this.#surely(() => {
      this.#insert.run(key, randomUUID());
      return this.#note.run(challenge, key);
    });
  }

  findChallenge(key: string): string | undefined {
    return this.#read(() => this.#noted.get(key)?.challenge) as string | undefined;
  }

  #sealed(owner: string, secret: string): string {
    return seal(secret, { key: this.#loadKey(), owner });
  }

  #loadKey(): Buffer {
    this.#key ??= createHash('sha256').update(loadSecretFile(this.#options.keyFile)).digest();
    return this.#key;
  }

  /** A store that cannot be read is as good as an empty one: most servers want no login. */
  #read<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.#options.log.warn({ reason: messageOf(error) }, 'kept logins could not be read');
      return undefined;
    }
  }

  /** Other processes write to the same file: what must not be lost waits for them. */
  async #surely<T>(write: () => T): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return write();
      } catch (error) {
        if (error instanceof GatewayError) throw error;
        if (faultOf(error) === 'busy' && tries < BUSY_TRIES) await pause(BUSY_PAUSE_MS);
        else throw new GatewayError('store_failed', `The login cannot be kept: ${messageOf(error)}.`);
      }
    }
  }
}
