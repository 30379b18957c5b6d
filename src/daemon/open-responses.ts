import { join } from 'node:path';
import type { Responses } from '../calls/cache/responses.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../shared/clock.ts';
import { messageOf } from '../shared/errors.ts';
import type { Paths } from '../shared/paths.ts';
import { Evidence } from '../store/responses/evidence/evidence.ts';
import { ResponseCache } from '../store/responses/response-cache.ts';
import type { Log } from '../telemetry/log.ts';

interface ResponsesOptions {
  readonly config: Config;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Log;
}

/** The response cache, opened when it is first needed: lists do not wait for it. Whoever makes it closes it. */
export class LazyResponses implements Responses {
  readonly #options: ResponsesOptions;
  #opening: Promise<ResponseCache> | undefined;
  #current: ResponseCache | undefined;

  constructor(options: ResponsesOptions) {
    this.#options = options;
  }

  get current(): ResponseCache | undefined {
    return this.#current;
  }

  readonly open = (): Promise<ResponseCache> => {
    this.#opening ??= open(this.#options).then((opened) => {
      this.#current = opened;
      return opened;
    });
    return this.#opening;
  };

  /** Opens it now where rules say that it will be needed, so that the first answer from it does not wait. */
  openSoon(): void {
    const { rules, learn } = this.#options.config.cache;
    if (rules.length === 0 && !learn) return;
    const prepare = async (): Promise<void> => (await this.open()).prepare();
    // Whoever needs it is told why it cannot be opened.
    prepare().catch(() => undefined);
  }

  async close(): Promise<void> {
    await (await this.#opening)?.close();
  }
}

async function open({ config, paths, clock, log }: ResponsesOptions): Promise<ResponseCache> {
  const { openStore } = await import('../store/keyv/open-store.ts');
  const { cache } = config;
  const url = cache.store ?? `sqlite:${join(paths.stateDir, 'cache.db')}`;
  const options = { clock, log, maxBytes: cache.maxBytes };
  const store = await openStore(url, options).catch((error: unknown) => {
    log.error(
      { reason: messageOf(error) },
      'the cache store cannot be opened; answers are kept in memory only',
    );
    return openStore('memory:', options);
  });
  const evidence = new Evidence({ texts: store.texts('evidence'), clock, log });
  await evidence.reload();
  return new ResponseCache({ store, policy: cache, evidence, clock });
}
