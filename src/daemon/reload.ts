import type { Config } from '../config/config.ts';
import { checkConfig } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
import { watchConfigFile } from '../config/watch-file.ts';
import { messageOf } from '../shared/errors.ts';
import type { Log } from '../telemetry/log.ts';
import type { Gateway } from './gateway.ts';

interface ReloadOptions {
  readonly gateway: Gateway;
  readonly config: Config;
  readonly log: Log;
  /** What stands beside the servers is another: only a new process can take it in. */
  readonly onSettingsChanged: () => void;
}

/** Follows the configuration file. One that cannot be used changes nothing. Whoever opens it closes it. */
export class Reload {
  readonly #options: ReloadOptions;
  readonly #stopWatching: () => void;
  #config: Config;
  #problem: string | undefined;
  /** One reading at a time, and one more if the file changed meanwhile. */
  #reading: Promise<void> = Promise.resolve();

  constructor(options: ReloadOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#stopWatching = watchConfigFile(options.config.path, () => {
      this.#reading = this.#reading.then(() => this.#read());
    });
  }

  /** Why the file as it is now is not in force. */
  get problem(): string | undefined {
    return this.#problem;
  }

  close(): void {
    this.#stopWatching();
  }

  async #read(): Promise<void> {
    const { gateway, log, onSettingsChanged } = this.#options;
    const { path } = this.#config;
    try {
      const { config, problems } = await checkConfig({ path, env: process.env });
      if (!config) throw new Error(problems.map((problem) => formatProblem(path, problem)).join('\n'));
      this.#problem = undefined;
      const hasNewSettings = settingsOf(config) !== settingsOf(this.#config);
      const changes = gateway.reconfigure(config);
      this.#config = config;
      log.info({ ...changes, hasNewSettings }, 'configuration read anew');
      if (hasNewSettings) onSettingsChanged();
    } catch (error) {
      this.#problem = messageOf(error);
      log.error({ problem: this.#problem }, 'the configuration file cannot be used; the one before stays');
    }
  }
}

function settingsOf({ servers: _servers, notes: _notes, path: _path, ...settings }: Config): string {
  return JSON.stringify(settings);
}
