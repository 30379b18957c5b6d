import { readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { messageOf } from '../../shared/errors.ts';
import { atHome, homeOf } from '../find.ts';
import type { Place } from '../problem.ts';
import { splitReferences } from './references.ts';

/** Replaces `${…}` in the values of one configuration file. */
export class Expander {
  readonly #env: NodeJS.ProcessEnv;
  readonly #folder: string;
  readonly #clock: Clock;
  /** A command that several values name runs once. */
  readonly #commands = new Map<string, Promise<string>>();

  constructor(options: { env: NodeJS.ProcessEnv; folder: string; clock: Clock }) {
    this.#env = options.env;
    this.#folder = options.folder;
    this.#clock = options.clock;
  }

  /** The text with every reference replaced; what a reference yields is not read for references again. */
  async expand(text: string, place: Place): Promise<string> {
    const pieces = splitReferences(text);
    if (!pieces) {
      place.problem('has a "${" without its "}"', 'write "$${" for a literal "${"');
      return text;
    }
    const parts = pieces.map((piece) =>
      'literal' in piece ? piece.literal : this.#value(piece.reference, place),
    );
    const expanded = (await Promise.all(parts)).join('');
    if (expanded.includes('\0')) place.problem('holds a NUL character');
    return expanded;
  }

  /** A path of the file's author: expanded, `~/` for the home folder, relative to the file. */
  async path(text: string, place: Place): Promise<string> {
    return resolve(this.#folder, atHome(await this.expand(text, place), this.#env));
  }

  async #value(reference: string, place: Place): Promise<string> {
    if (reference === 'userHome') return homeOf(this.#env);
    if (reference === 'pathSeparator' || reference === '/') return sep;
    const variable = /^(?:env:([^:]+)|([A-Za-z_]\w*))(?::-(.*))?$/s.exec(reference);
    if (variable) return this.#variable(variable[1] ?? variable[2] ?? '', variable[3], place);
    const [, kind, body = ''] = /^(file|cmd):(.+)$/s.exec(reference) ?? [];
    try {
      if (kind === 'file') return readFileSync(await this.path(body, place), 'utf8').trim();
      if (kind === 'cmd') return await this.#command(body);
    } catch (error) {
      place.problem(`\${${reference}}: ${messageOf(error)}`);
      return '';
    }
    place.problem(
      `\${${reference}} is no reference that is known here`,
      hintFor(reference) ?? KNOWN_REFERENCES,
    );
    return '';
  }

  async #variable(name: string, fallback: string | undefined, place: Place): Promise<string> {
    const value: unknown = this.#env[name];
    if (typeof value === 'string' && (value !== '' || fallback === undefined)) return value;
    if (fallback !== undefined) return this.expand(fallback, place);
    place.problem(
      `server "${place.path[1]}" needs the environment variable ${name}, which is not set`,
      hintFor(name) ?? `set it, or give a default: \${${name}:-…}`,
    );
    return '';
  }

  #command(command: string): Promise<string> {
    const running = this.#commands.get(command) ?? this.#run(command);
    this.#commands.set(command, running);
    return running;
  }

  async #run(command: string): Promise<string> {
    // Loaded here, because most configurations run nothing and start-up is counted in milliseconds.
    const { runCommand } = await import('./run-command.ts');
    return runCommand(command, { env: this.#env, cwd: this.#folder, clock: this.#clock });
  }
}

const KNOWN_REFERENCES =
  'known are ${VAR}, ${VAR:-default}, ${env:VAR}, ${file:path}, ${cmd:command}, ${userHome}, ${pathSeparator}; write "$${" for a literal "${"';

/** What to write instead of what only an editor knows. */
function hintFor(reference: string): string | undefined {
  if (reference.startsWith('input:')) return 'nobody can be asked here; use ${env:…}, ${file:…} or ${cmd:…}';
  if (reference.startsWith('workspaceFolder')) return 'a gateway serves many workspaces; write the path';
  return undefined;
}
